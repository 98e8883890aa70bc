package normflow.study.grid;

import java.util.Arrays;
import normflow.model.Model;
import normflow.spark.score.LocalModel;

/**
 * How fast a model is on one thread of the driver, once its engine is warm.
 *
 * @param samplingSeconds to draw {@link #ROWS} rows, base draws and units of the input included
 * @param scoringRowsPerSecond log-densities of the same rows
 */
public record Speeds(double samplingSeconds, double scoringRowsPerSecond) {

  /** Rows that are drawn and scored. */
  public static final int ROWS = 100_000;

  private static final int BLOCK_ROWS = 10_000;
  private static final long WARM_NANOS = 500_000_000;

  /** Draws and scores, block by block. */
  static Speeds of(Model model) {
    LocalModel local = new LocalModel(model);
    double[][] contexts = contexts(model);
    long started = System.nanoTime();
    do {
      local.logDensity(joined(local.sample(contexts, 0), contexts));
    } while (System.nanoTime() - started < WARM_NANOS);
    long sampling = 0;
    long scoring = 0;
    for (int block = 0; block < ROWS / BLOCK_ROWS; block++) {
      long before = System.nanoTime();
      double[][] sample = local.sample(contexts, 1 + block);
      sampling += System.nanoTime() - before;
      double[][] rows = joined(sample, contexts);
      long between = System.nanoTime();
      local.logDensity(rows);
      scoring += System.nanoTime() - between;
    }
    return new Speeds(sampling * 1e-9, ROWS / (scoring * 1e-9));
  }

  /** A block of the mean context; of no columns where the model is not given any. */
  private static double[][] contexts(Model model) {
    double[] mean = model.standardization().mean();
    double[] context = Arrays.copyOfRange(mean, model.flow().dim(), mean.length);
    double[][] contexts = new double[BLOCK_ROWS][];
    Arrays.fill(contexts, context);
    return contexts;
  }

  private static double[][] joined(double[][] rows, double[][] contexts) {
    double[][] joined = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      int dim = rows[i].length;
      joined[i] = Arrays.copyOf(rows[i], dim + contexts[i].length);
      System.arraycopy(contexts[i], 0, joined[i], dim, contexts[i].length);
    }
    return joined;
  }
}
