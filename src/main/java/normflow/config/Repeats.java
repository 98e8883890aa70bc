package normflow.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import normflow.text.Numbers;

/**
 * How often every trial is trained: what it is compared by is the mean. All trials have the same
 * seeds and splits, so that none is compared with another on other rows.
 *
 * @param seeds of the training: that of the job and those after it, on the same rows
 * @param splits into training, validation and test rows: that of the sweep and those after it; each
 *     with every seed
 */
public record Repeats(int seeds, int splits) {

  private static final int MOST = 100;

  public Repeats {
    require("seeds", seeds);
    require("splits", splits);
    if (seeds * splits > MOST) {
      throw new IllegalArgumentException(
          "seeds = " + seeds + ", splits = " + splits + ": at most 100 trainings a trial");
    }
  }

  /** One of each. */
  public static Map<String, Object> defaults() {
    return Map.of("seeds", 1, "splits", 1);
  }

  /** One training. */
  public static Repeats none() {
    return new Repeats(1, 1);
  }

  /** Trainings of a trial. */
  public int count() {
    return seeds * splits;
  }

  /**
   * The jobs of a trial: itself, and others in folders within its own.
   *
   * @param job whose seed of the split is settled
   */
  public List<RunConfig> jobs(RunConfig job) {
    return IntStream.range(0, count()).mapToObj(repeat -> repeated(job, repeat)).toList();
  }

  private RunConfig repeated(RunConfig job, int repeat) {
    if (repeat == 0) {
      return job;
    }
    return job.withSplitSeed(job.seedOfSplit() + repeat / seeds)
        .withTraining(job.training().withSeed(job.training().seed() + repeat % seeds))
        .withOutput(job.output() + "/repeats/" + (repeat + 1));
  }

  /**
   * Figures of all repeats, of which the standard error of the mean may be taken: seeds on the same
   * split have its rows in common, so that of several splits there is the mean of each.
   *
   * @param figures in the order of the jobs
   */
  public double[] independent(double... figures) {
    int together = splits > 1 ? seeds : 1;
    return IntStream.range(0, figures.length / together)
        .mapToDouble(
            split ->
                Arrays.stream(figures, split * together, (split + 1) * together)
                    .average()
                    .orElseThrow())
        .toArray();
  }

  /** Which of the repeats, from 0 on, a job is, such as {@code repeat 9 of 15 (...)}. */
  public String name(int repeat, RunConfig job) {
    return Numbers.format(
        "repeat %d of %d (training.seed = %d, splitSeed = %d)",
        repeat + 1, count(), job.training().seed(), job.seedOfSplit());
  }

  private static void require(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(name + " = " + value + ": must be 1 to 100");
    }
  }
}
