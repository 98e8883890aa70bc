package normflow.density;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * In each coordinate the sum of a uniform on [-h, h] and a Gaussian of standard deviation s:
 *
 * <pre>g(w) = (Phi((w + h) / s) - Phi((w - h) / s)) / 2h</pre>
 *
 * Near the origin {@code log g} is read from a table by cubic Hermite interpolation, whose error
 * {@code step^4 / 384 |(log g)''''|} stays below 1e-11; further out it is computed.
 */
final class BoxBlur implements Blur {

  private static final int CELLS = 8192;
  private static final double TABLE_DEVIATIONS = 40;

  private final double halfWidth;
  private final double deviation;
  private final double step;
  // At 2i the value and at 2i + 1 the slope, times the step, of log g at i steps.
  private final double[] table;

  BoxBlur(double halfWidth, double deviation) {
    this.halfWidth = halfWidth;
    this.deviation = deviation;
    this.step = (halfWidth + TABLE_DEVIATIONS * deviation) / CELLS;
    this.table = new double[2 * (CELLS + 1)];
    for (int i = 0; i <= CELLS; i++) {
      table[2 * i] = compute(i * step);
      table[2 * i + 1] = step * slope(i * step);
    }
  }

  @Override
  public double deviation() {
    return deviation;
  }

  @Override
  public double slack() {
    return halfWidth * Math.sqrt(2);
  }

  @Override
  public double logDensity(double x, double y) {
    return logOne(Math.abs(x)) + logOne(Math.abs(y));
  }

  private double logOne(double w) {
    double position = w / step;
    if (!(position < CELLS)) {
      return compute(w);
    }
    int cell = (int) position;
    double u = position - cell;
    double rest = 1 - u;
    double left = table[2 * cell] * (1 + 2 * u) + table[2 * cell + 1] * u;
    double right = table[2 * cell + 2] * (1 + 2 * rest) - table[2 * cell + 3] * rest;
    return left * rest * rest + right * u * u;
  }

  /**
   * {@code 4h g = erfc(a) - erfc(b)} with {@code a < b} the scaled distances from the box's ends;
   * outside the box {@code exp(-a^2)} is taken out, so that nothing underflows.
   */
  double compute(double w) {
    double a = (w - halfWidth) / (deviation * Math.sqrt(2));
    double b = (w + halfWidth) / (deviation * Math.sqrt(2));
    double scale = Math.log(4 * halfWidth);
    if (a <= 0) {
      return Math.log(Erfc.value(a) - Erfc.value(b)) - scale;
    }
    double ratio = Math.exp((a - b) * (a + b));
    return Math.log(Erfcx.value(a) - ratio * Erfcx.value(b)) - a * a - scale;
  }

  /** {@code g' / g}, with {@code g' = (N(w + h) - N(w - h)) / 2h}. */
  private double slope(double w) {
    double logGaussian = -Math.log(deviation * Math.sqrt(2 * Math.PI) * 2 * halfWidth);
    double logDensity = compute(w);
    double far = (w + halfWidth) / deviation;
    double near = (w - halfWidth) / deviation;
    return Math.exp(logGaussian - far * far / 2 - logDensity)
        - Math.exp(logGaussian - near * near / 2 - logDensity);
  }
}
