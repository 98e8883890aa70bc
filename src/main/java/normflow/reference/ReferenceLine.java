package normflow.reference;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import normflow.layer.Mixed;
import normflow.text.Numbers;

/**
 * A mixture of Gaussians of all columns, in standardised units; of one component a Gaussian. Given
 * a context it stands for what it says of the columns there: a Gaussian about a linear function of
 * the context, or a mixture of such.
 *
 * @param name such as {@code mixture of 5 Gaussians}
 * @param rows number of training rows that it was fitted to
 * @param ridge share of its variance that each column was given besides
 * @param pooledRows rows that the covariance of all rows counts for in that of each component
 * @param components one or more; none of columns that are independent
 * @param columns what independent columns consist of, those without the context
 */
public record ReferenceLine(
    String name,
    long rows,
    double ridge,
    double pooledRows,
    List<Component> components,
    List<Mixed.Column> columns)
    implements Serializable {

  private static final int COMPONENTS = 5;

  /**
   * A Gaussian of a mixture.
   *
   * @param weight share of the rows; those of all components add up to 1
   * @param mean of each column, those of the context last
   * @param covariance its lower triangle: row i has i + 1 numbers
   */
  public record Component(double weight, double[] mean, double[][] covariance)
      implements Serializable {}

  public ReferenceLine {
    components = List.copyOf(components);
    columns = List.copyOf(columns);
    if (components.isEmpty() == columns.isEmpty()) {
      throw new IllegalArgumentException(
          "reference line " + name + ": it has either components or independent columns");
    }
  }

  /** Of Gaussians. */
  public ReferenceLine(
      String name, long rows, double ridge, double pooledRows, List<Component> components) {
    this(name, rows, ridge, pooledRows, components, List.of());
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of("components", List.of(), "columns", List.of());
  }

  /** Columns that know nothing of each other. */
  static ReferenceLine independent(List<Mixed.Column> columns, long rows) {
    return new ReferenceLine("product of independent columns", rows, 0, 0, List.of(), columns);
  }

  /**
   * The Gaussian of rows with these moments.
   *
   * @throws ArithmeticException if its covariance is singular
   */
  static ReferenceLine gaussian(RowMoments moments, double ridge, int context) {
    Component whole = new Component(1, moments.mean(), moments.covariance(ridge));
    String name = context > 0 ? "linear Gaussian" : "Gaussian with full covariance";
    return new ReferenceLine(name, moments.rows(), ridge, 0, List.of(whole));
  }

  /**
   * The mixture of five of some rows.
   *
   * @throws ArithmeticException if a covariance is singular
   */
  static ReferenceLine mixture(
      List<float[]> rows, RowMoments moments, double ridge, double pooledRows, int context) {
    String name =
        Numbers.format("mixture of %d %sGaussians", COMPONENTS, context > 0 ? "linear " : "");
    List<Component> components =
        ExpectationMaximization.fit(rows, COMPONENTS, moments.covariance(ridge), pooledRows);
    return new ReferenceLine(name, rows.size(), ridge, pooledRows, components);
  }

  /**
   * The density of the columns given the context.
   *
   * @param width number of columns, those of the context among them
   * @param context how many of them are given
   * @throws IllegalArgumentException if it is of another number of columns
   * @throws ArithmeticException if a covariance is not positive definite
   */
  public RowDensity density(int width, int context) {
    boolean fits = columns.isEmpty() || columns.size() == width - context;
    for (Component component : components) {
      fits =
          fits
              && component.mean.length == width
              && component.covariance.length == width
              && component.weight > 0;
      for (int i = 0; fits && i < width; i++) {
        fits = component.covariance[i] != null && component.covariance[i].length == i + 1;
      }
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "reference line " + name + ": it is not one of " + width + " columns");
    }
    return columns.isEmpty()
        ? new MixtureDensity(components, width, context)
        : new IndependentColumns(columns);
  }
}
