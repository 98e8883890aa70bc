package example;

import java.util.random.RandomGenerator;
import normflow.density.CustomDensity;

/** A standard normal x, and y normal with mean x² and deviation ½. */
public final class Banana implements CustomDensity {

  private static final long serialVersionUID = 1;
  private static final double DEVIATION = 0.5;

  @Override
  public String name() {
    return "banana";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    row[0] = random.nextGaussian();
    row[1] = row[0] * row[0] + DEVIATION * random.nextGaussian();
  }

  @Override
  public double logDensity(double[] row) {
    double away = (row[1] - row[0] * row[0]) / DEVIATION;
    return -(row[0] * row[0] + away * away) / 2 - Math.log(2 * Math.PI * DEVIATION);
  }
}
