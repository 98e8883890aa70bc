package normflow.density;

/**
 * An isotropic Gaussian.
 *
 * @param deviation its standard deviation
 */
record GaussianBlur(double deviation) implements Blur {

  @Override
  public double slack() {
    return 0;
  }

  @Override
  public double logDensity(double x, double y) {
    double variance = deviation * deviation;
    return -(x * x + y * y) / (2 * variance) - Math.log(2 * Math.PI * variance);
  }
}
