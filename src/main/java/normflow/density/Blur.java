package normflow.density;

/**
 * The density of a random displacement in the plane that is symmetric about both axes, falls with
 * distance, and has at distance d from the origin the logarithm {@code -max(0, d - slack)^2 / 2
 * deviation^2} but for a slowly varying term.
 */
sealed interface Blur permits GaussianBlur, BoxBlur {

  /** The standard deviation of the Gaussian that rules the tails. */
  double deviation();

  /** The largest displacement there is without the Gaussian. */
  double slack();

  double logDensity(double x, double y);
}
