package normflow.density;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A swiss roll seen from the side: {@code (t cos t, t sin t)}, t uniform on [3 pi/2, 9 pi/2],
 * blurred by a Gaussian of standard deviation 1.
 *
 * <p>The first and the third coordinate of scikit-learn's {@code make_swiss_roll}; "FFJORD"
 * (Grathwohl et al., 2019) divides them by 5. The density is a quadrature along the curve, good to
 * 1e-9.
 */
public record SwissRoll() implements Density {

  private static final double FROM = 1.5 * Math.PI;
  private static final double TO = 4.5 * Math.PI;
  private static final double NOISE = 1;
  private static final BlurredSpiral SPIRAL =
      new BlurredSpiral(
          List.of(new SpiralArm(0, 0, 1, 1, FROM, TO, t -> 1 / (TO - FROM))),
          new GaussianBlur(NOISE));

  @Override
  public String name() {
    return "swissroll";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    double t = FROM + (TO - FROM) * random.nextDouble();
    row[0] = t * Math.cos(t) + NOISE * random.nextGaussian();
    row[1] = t * Math.sin(t) + NOISE * random.nextGaussian();
  }

  @Override
  public double logDensity(double[] row) {
    return SPIRAL.logDensity(row[0], row[1]);
  }
}
