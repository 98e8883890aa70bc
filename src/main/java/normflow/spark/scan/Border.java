package normflow.spark.scan;

import java.io.Serializable;
import java.util.Arrays;
import normflow.engine.Moments;
import normflow.model.Standardization;

/**
 * How large and how small the values of columns may be: within {@value #DEVIATIONS} standard
 * deviations of the mean, as a flow computes in floats, which hold the square of that and not much
 * more. A row with a value beyond is a bad row.
 *
 * @param low least value of each column
 * @param high largest value of each column
 */
public record Border(double[] low, double[] high) implements Serializable {

  /** Standard deviations from the mean. */
  static final double DEVIATIONS = 1e18;

  /** Not known yet: the border of the rows themselves is to be found. */
  static Border unknown() {
    return new Border(new double[0], new double[0]);
  }

  /** All numbers are within. */
  static Border unbounded(int columns) {
    double[] high = new double[columns];
    Arrays.fill(high, Double.POSITIVE_INFINITY);
    double[] low = new double[columns];
    Arrays.fill(low, Double.NEGATIVE_INFINITY);
    return new Border(low, high);
  }

  /** That of a standardisation; columns with atoms or logarithms, which it clips, have none. */
  public static Border of(Standardization standardization) {
    double[] scale = standardization.scale().clone();
    for (int i = 0; i < scale.length; i++) {
      scale[i] = standardization.type(i).plain() ? scale[i] : Double.POSITIVE_INFINITY;
    }
    return of(standardization.mean(), scale);
  }

  /** That of rows; a column of one value has none. */
  public static Border of(Moments moments) {
    double[] scale = new double[moments.columns()];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = Math.sqrt(moments.variance(i));
    }
    return of(moments.mean(), scale);
  }

  private static Border of(double[] mean, double[] scale) {
    Border border = unbounded(mean.length);
    for (int i = 0; i < mean.length; i++) {
      if (scale[i] > 0 && Double.isFinite(scale[i]) && Double.isFinite(mean[i])) {
        border.low[i] = mean[i] - DEVIATIONS * scale[i];
        border.high[i] = mean[i] + DEVIATIONS * scale[i];
      }
    }
    return border;
  }

  boolean isUnknown() {
    return low.length == 0;
  }

  /** Within both. */
  Border and(Border other) {
    if (isUnknown()) {
      return other;
    }
    Border both = unbounded(low.length);
    for (int i = 0; i < low.length; i++) {
      both.low[i] = Math.max(low[i], other.low[i]);
      both.high[i] = Math.min(high[i], other.high[i]);
    }
    return both;
  }

  /** The index of the first value beyond, or -1; NaN, which is null, is not. */
  int beyond(double[] values) {
    for (int i = 0; i < low.length; i++) {
      if (values[i] < low[i] || values[i] > high[i]) {
        return i;
      }
    }
    return -1;
  }

  /** What is wrong with a value beyond, in words. */
  static String problem(double value) {
    return value
        + " is more than "
        + DEVIATIONS
        + " standard deviations from the mean of the training rows: no number for a flow, which"
        + " computes in floats";
  }
}
