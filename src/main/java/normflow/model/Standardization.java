package normflow.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import normflow.engine.Moments;
import normflow.layer.Mixed;

/**
 * Columns shifted to mean 0 and divided to variance 1; atoms stand at the places that {@link Mixed}
 * has for them.
 *
 * @param mean of each column, of its values that are no atoms, or of their logarithms
 * @param scale of each column, positive
 * @param context how many of the columns, the last ones, the density is conditioned on
 * @param types of each column without the context; empty if all have a density alone
 */
public record Standardization(double[] mean, double[] scale, int context, List<ColumnType> types)
    implements Serializable {

  /** Values that are no atoms are no more than this, as atoms begin beyond. */
  private static final double MOST = Mixed.ATOMS - 24;

  private static final float MIDDLE = 0.5f;

  /** Distances of neighbouring doubles in a standard deviation, by which values are told apart. */
  private static final double LEAST_ULPS = 8;

  public Standardization {
    types = List.copyOf(types);
    if (!types.isEmpty() && types.size() != mean.length - context) {
      throw new IllegalArgumentException(
          types.size() + " columns have types: there are " + (mean.length - context));
    }
    if (mean.length != scale.length) {
      throw new IllegalArgumentException(
          mean.length + " means and " + scale.length + " scales: need one of each per column");
    }
    for (int i = 0; i < scale.length; i++) {
      if (!(scale[i] > 0) || !Double.isFinite(scale[i]) || !Double.isFinite(mean[i])) {
        throw new IllegalArgumentException(
            "mean["
                + i
                + "] = "
                + mean[i]
                + ", scale["
                + i
                + "] = "
                + scale[i]
                + ": must be finite, the scale positive");
      }
    }
  }

  /** Whether all numbers are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Standardization that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(scale, that.scale)
        && context == that.context
        && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(mean), Arrays.hashCode(scale), context, types);
  }

  /** Of columns that have a density alone. */
  public Standardization(double[] mean, double[] scale, int context) {
    this(mean, scale, context, List.of());
  }

  /**
   * The one that gives these rows mean 0 and variance 1.
   *
   * @param names of the columns, for errors
   * @param context number of columns, the last ones, that the density is conditioned on
   * @throws IllegalArgumentException if columns have one value only; it names all of them
   */
  public static Standardization of(Moments moments, List<String> names, int context) {
    double[] scale = new double[moments.columns()];
    List<String> constant = new ArrayList<>();
    for (int i = 0; i < scale.length; i++) {
      scale[i] = Math.sqrt(moments.variance(i));
      if (scale[i] == 0) {
        constant.add(names.get(i) + " has one value only, " + moments.mean()[i]);
      }
    }
    if (!constant.isEmpty()) {
      throw new IllegalArgumentException(
          "column "
              + String.join("; column ", constant)
              + (constant.size() == 1
                  ? ": it has no density; leave it out"
                  : ": they have no density; leave them out"));
    }
    for (int i = 0; i < scale.length; i++) {
      requireSpread(names.get(i), moments.mean()[i], scale[i]);
    }
    return new Standardization(moments.mean().clone(), scale, context);
  }

  private static void requireSpread(String name, double mean, double scale) {
    if (!(scale > LEAST_ULPS * Math.ulp(mean))) {
      throw new IllegalArgumentException(
          "column "
              + name
              + " has mean "
              + mean
              + " and standard deviation "
              + scale
              + ": doubles of that size can hardly tell its values apart; subtract a constant, or"
              + " leave it out");
    }
  }

  /** The number of columns, those of the context among them. */
  public int width() {
    return mean.length;
  }

  /** The number of columns without the context. */
  public int dim() {
    return mean.length - context;
  }

  /**
   * Writes a standardised row.
   *
   * @param row all columns, or the last ones, such as the context
   */
  public void standardize(double[] row, float[] values, int offset) {
    int first = width() - row.length;
    for (int i = 0; i < row.length; i++) {
      values[offset + i] = standardized(first + i, row[i]);
    }
  }

  /** The standardised value of a column. */
  public float standardized(int column, double value) {
    ColumnType type = type(column);
    if (type.plain()) {
      return (float) ((value - mean[column]) / scale[column]);
    }
    int atom = type.atom(value);
    if (atom >= 0) {
      return Mixed.place(atom) + MIDDLE;
    }
    double standardized = (type.scored(value) - mean[column]) / scale[column];
    if (standardized == Double.NEGATIVE_INFINITY) {
      // No logarithm, so as far off as can be: where units are large, or it were likely by them.
      return (float) MOST;
    }
    return (float) Math.max(-MOST, Math.min(MOST, standardized));
  }

  /** A standardised value of a column in the units of the input; NaN for null. */
  public double restore(int column, float value) {
    ColumnType type = type(column);
    int atom = Mixed.atom(value);
    if (type.hasAtoms() && atom >= 0) {
      return type.value(Math.min(type.count() - 1, atom));
    }
    return type.unscored(mean[column] + scale[column] * value);
  }

  /** What a column holds. */
  public ColumnType type(int column) {
    return column < types.size() ? types.get(column) : ColumnType.ofContinuous();
  }

  /** Whether some values have a probability of their own. */
  public boolean hasAtoms() {
    return types.stream().anyMatch(ColumnType::hasAtoms);
  }

  /**
   * What the log-density in the units of the input has over the standardised one. Of columns with
   * atoms or logarithms the flow knows the scale.
   */
  public double logDensityOffset() {
    double offset = 0;
    for (int i = 0; i < dim(); i++) {
      offset -= type(i).plain() ? Math.log(scale[i]) : 0;
    }
    return offset;
  }
}
