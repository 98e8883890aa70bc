package normflow.spark.exchange;

import java.util.List;
import java.util.function.Function;
import normflow.engine.Moments;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;

/**
 * The statistics of all rows before each layer that is initialised by data, one layer after the
 * other: a pass sees the rows as the layers before make them by the statistics of all rows.
 *
 * <p>One pass for all layers, in which blocks of rows normalise themselves by their own statistics
 * on the way, is cheaper, and as good where every block has a thousand rows. A single row cannot
 * normalise itself at all.
 *
 * @param layout of the parameters
 */
record InitialStatistics(ParameterLayout layout) {

  /** Rows of a partition that normalise themselves well enough. */
  private static final int ENOUGH = 1024;

  /** Whether so many rows in so many partitions take a pass for each layer. */
  static boolean areFew(long rows, int partitions) {
    return rows < (long) ENOUGH * partitions;
  }

  /**
   * The statistics by passes over the rows.
   *
   * @param start parameters before the first step
   * @param first what a pass with them found
   * @param pass what a pass finds with other parameters
   */
  Moments layerByLayer(float[] start, Moments first, Function<float[], Moments> pass) {
    float[] known = start.clone();
    double[] mean = new double[first.columns()];
    double[] squares = new double[first.columns()];
    List<ParameterLayout.Statistics> layers = layout.statistics(Role.INITIAL);
    List<ParameterLayout.Entry> flags = layout.entries(Role.FLAG);
    int column = 0;
    for (int layer = 0; layer < layers.size(); layer++) {
      Moments found = layer == 0 ? first : pass.apply(known);
      ParameterLayout.Statistics of = layers.get(layer);
      for (int i = 0; i < of.columns(); i++, column++) {
        mean[column] = found.mean()[column];
        squares[column] = found.squares()[column];
        known[of.mean().offset() + i] = (float) found.mean()[column];
        known[of.variance().offset() + i] = (float) found.variance(column);
      }
      known[flags.get(layer).offset()] = 1;
    }
    return new Moments(first.count(), mean, squares);
  }
}
