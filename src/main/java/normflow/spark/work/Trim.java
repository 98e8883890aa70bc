package normflow.spark.work;

import java.util.Comparator;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.train.TrainingConfig;

/**
 * Leaves the least likely rows of a mini-batch out of its gradient: rows of another kind, which a
 * flow would learn else.
 *
 * <p>"Maximum trimmed likelihood estimators: a unified approach, examples, and algorithms" (Hadi,
 * Luceño, 1997).
 */
record Trim(TrainingConfig config, Engine engine) {

  /** Loss and gradient of the rows of a task's share that are not left out. */
  GradientSum gradient(float[] parameters, Block batch, long step) {
    return engine.lossAndGradient(parameters, kept(parameters, batch, step));
  }

  /** In their order. */
  private Block kept(float[] parameters, Block batch, long step) {
    int left = config.trimmed(step, batch.rows());
    if (left == 0) {
      return batch;
    }
    float[] logs = engine.logDensity(parameters, batch);
    Comparator<Integer> likely =
        Comparator.comparing(row -> Float.isNaN(logs[row]) ? Float.NEGATIVE_INFINITY : logs[row]);
    return batch.rows(
        IntStream.range(0, batch.rows())
            .boxed()
            .sorted(likely.thenComparing(row -> row))
            .skip(left)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray());
  }
}
