package normflow.density;

import java.util.random.RandomGenerator;

/**
 * Two interleaving half circles of radius 1 blurred by a Gaussian: {@code (cos t, sin t)} and
 * {@code (1 - cos t, 1/2 - sin t)}, each with probability 1/2, t uniform on [0, pi].
 *
 * <p>The definition is that of scikit-learn's {@code make_moons}, with independent rows.
 *
 * @param noise the standard deviation of the Gaussian
 */
public record TwoMoons(double noise) implements Density {

  private static final double LOG_HALF = -Math.log(2);

  public TwoMoons {
    Checks.positive("noise", noise);
  }

  @Override
  public String name() {
    return "two-moons";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    boolean outer = random.nextBoolean();
    double t = Math.PI * random.nextDouble();
    double x = Math.cos(t);
    double y = Math.sin(t);
    row[0] = (outer ? x : 1 - x) + noise * random.nextGaussian();
    row[1] = (outer ? y : 0.5 - y) + noise * random.nextGaussian();
  }

  /** The inner moon is the outer one turned by half a turn about (1/2, 1/4). */
  @Override
  public double logDensity(double[] row) {
    HalfCircle arc = new HalfCircle(noise);
    double x = row[0];
    double y = row[1];
    double turnedX = 1 - x;
    double turnedY = 0.5 - y;
    boolean outerFirst = arc.logBound(x, y) >= arc.logBound(turnedX, turnedY);
    return outerFirst
        ? LOG_HALF + logBoth(arc, x, y, turnedX, turnedY)
        : LOG_HALF + logBoth(arc, turnedX, turnedY, x, y);
  }

  /** The second arc is left out where its bound shows that it is below rounding. */
  private static double logBoth(HalfCircle arc, double x1, double y1, double x2, double y2) {
    double first = arc.logDensity(x1, y1);
    if (arc.logBound(x2, y2) < first - VonMises.NEGLIGIBLE) {
      return first;
    }
    LogSum sum = new LogSum();
    sum.add(first);
    sum.add(arc.logDensity(x2, y2));
    return sum.value();
  }
}
