package normflow.density;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two spiral arms, opposite to each other: {@code +-((-t cos t, t sin t) + (U, V) / 2)} with {@code
 * t = 3 pi sqrt(W)}, blurred by a Gaussian of standard deviation 0.3; U, V and W are uniform on [0,
 * 1] and independent, and both signs are equally likely.
 *
 * <p>"FFJORD" (Grathwohl et al., 2019) divides this by 3. The uniform and the Gaussian displacement
 * make one {@link BoxBlur} about the arm moved by 1/4 in both coordinates; the density is a
 * quadrature along the arms, good to 1e-9.
 */
public record TwoSpirals() implements Density {

  private static final double END = 3 * Math.PI;
  private static final double BOX = 0.5;
  private static final double NOISE = 0.3;
  private static final BlurredSpiral SPIRALS =
      new BlurredSpiral(List.of(arm(1), arm(-1)), new BoxBlur(BOX / 2, NOISE));

  /**
   * With {@code t = END sqrt(W)} the density of t is {@code 2t / END^2}, half of it on each arm.
   */
  private static SpiralArm arm(double sign) {
    double middle = sign * BOX / 2;
    return new SpiralArm(middle, middle, -sign, sign, 0, END, t -> t / (END * END));
  }

  @Override
  public String name() {
    return "2spirals";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    double sign = random.nextBoolean() ? 1 : -1;
    double t = END * Math.sqrt(random.nextDouble());
    double x = BOX * random.nextDouble() - t * Math.cos(t);
    double y = BOX * random.nextDouble() + t * Math.sin(t);
    row[0] = sign * x + NOISE * random.nextGaussian();
    row[1] = sign * y + NOISE * random.nextGaussian();
  }

  @Override
  public double logDensity(double[] row) {
    return SPIRALS.logDensity(row[0], row[1]);
  }
}
