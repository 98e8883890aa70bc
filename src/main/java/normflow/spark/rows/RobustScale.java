package normflow.spark.rows;

import java.util.Arrays;
import java.util.List;
import normflow.model.Standardization;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;

/**
 * A standardisation that single values far off do not move: by the median, and by the spread of the
 * middle half of the rows, which is 1.349 standard deviations of a normal distribution. Both are
 * those of an {@link EvenSample} of the training rows.
 */
final class RobustScale {

  /** Halves of what is between these quantiles, in standard deviations of a normal distribution. */
  private static final double[][] MIDDLES = {{0.25, 0.67449}, {0.05, 1.64485}};

  private RobustScale() {}

  /**
   * The standardisation.
   *
   * @param scans of the table
   * @param moments that of mean and standard deviation, for columns that have one value nearly
   *     always
   */
  static Standardization of(Scans scans, Standardization moments) {
    int width = moments.width();
    List<double[]> sample = EvenSample.of(scans.rows(RowRole.TRAINING), width).taken(scans);
    double[] center = new double[width];
    double[] scale = new double[width];
    for (int column = 0; column < scale.length; column++) {
      int index = column;
      double[] sorted = sample.stream().mapToDouble(row -> row[index]).sorted().toArray();
      center[column] = quantile(sorted, 0.5);
      scale[column] = scale(sorted, moments.scale()[column]);
    }
    return new Standardization(center, scale, moments.context());
  }

  private static double scale(double[] sorted, double otherwise) {
    return Arrays.stream(MIDDLES)
        .mapToDouble(
            middle ->
                (quantile(sorted, 1 - middle[0]) - quantile(sorted, middle[0])) / (2 * middle[1]))
        .filter(scale -> scale > 0)
        .findFirst()
        .orElse(otherwise);
  }

  static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
