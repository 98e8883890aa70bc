package normflow.spark.scan;

import java.io.Serializable;
import normflow.config.RunConfig;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/** What a row is for. */
public enum RowRole {
  TRAINING,
  VALIDATION,
  TEST;

  /** The shares of the rows that are held out, and the seed that chooses them. */
  public record Shares(double validation, double test, long seed) implements Serializable {

    /** Those of a job. */
    public static Shares of(RunConfig config) {
      return new Shares(config.validating().share(), config.test().share(), config.seedOfSplit());
    }

    /** No row is held out. */
    public static Shares none() {
      return new Shares(0, 0, 0);
    }

    /** The role of a row: a function of where it stands in the source and of nothing else. */
    public RowRole roleOf(int partition, long index) {
      if (validation == 0 && test == 0) {
        return TRAINING;
      }
      double place = Streams.stream(seed, Purpose.SPLIT, partition, index).nextDouble();
      if (place < validation) {
        return VALIDATION;
      }
      return place < validation + test ? TEST : TRAINING;
    }
  }
}
