package normflow.density;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Circles about the origin blurred by a Gaussian, all equally likely: scikit-learn's {@code
 * make_circles} for two radii, and the rings of the flow literature for more.
 *
 * <pre>
 * p(x) = mean over R of exp(-(r - R)^2 / 2 noise^2) / (2 pi noise^2) I0e(r R / noise^2),  r = |x|
 * </pre>
 *
 * where {@code I0e(k) = exp(-k) I0(k)} is the scaled Bessel function.
 *
 * @param name the density's name
 * @param radii the radius of each circle
 * @param noise the standard deviation of the Gaussian
 */
public record Circles(String name, List<Double> radii, double noise) implements Density {

  public Circles {
    radii = List.copyOf(radii);
    Checks.positive("noise", noise);
    if (radii.isEmpty()) {
      throw new IllegalArgumentException("radii = []: give at least one radius");
    }
    for (int i = 0; i < radii.size(); i++) {
      Checks.positive("radii[" + i + "]", radii.get(i));
    }
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    double radius = radii.get(random.nextInt(radii.size()));
    double t = 2 * Math.PI * random.nextDouble();
    row[0] = radius * Math.cos(t) + noise * random.nextGaussian();
    row[1] = radius * Math.sin(t) + noise * random.nextGaussian();
  }

  @Override
  public double logDensity(double[] row) {
    double r = Math.sqrt(row[0] * row[0] + row[1] * row[1]);
    double variance = noise * noise;
    LogSum sum = new LogSum();
    for (int i = 0; i < radii.size(); i++) {
      double radius = radii.get(i);
      double logBessel = Math.log(VonMises.besselI0Scaled(r * radius / variance));
      sum.add(logBessel - (r - radius) * (r - radius) / (2 * variance));
    }
    return sum.value() - Math.log(2 * Math.PI * variance * radii.size());
  }
}
