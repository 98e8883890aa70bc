package normflow.benchmark;

import normflow.distributed.LocalModel;
import normflow.model.Model;

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
    long started = System.nanoTime();
    do {
      local.logDensity(local.sample(BLOCK_ROWS, 0));
    } while (System.nanoTime() - started < WARM_NANOS);
    long sampling = 0;
    long scoring = 0;
    for (int block = 0; block < ROWS / BLOCK_ROWS; block++) {
      long before = System.nanoTime();
      double[][] rows = local.sample(BLOCK_ROWS, 1 + block);
      long between = System.nanoTime();
      local.logDensity(rows);
      sampling += between - before;
      scoring += System.nanoTime() - between;
    }
    return new Speeds(sampling * 1e-9, ROWS / (scoring * 1e-9));
  }
}
