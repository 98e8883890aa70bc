package normflow.density;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Another density stretched by one factor and moved: {@code x = scale u + shift} for {@code u} from
 * {@code base}, so {@code log p(x) = log q((x - shift) / scale) - dim log scale}.
 *
 * @param name the name of the result
 * @param base the density q of u
 * @param scale the positive factor of every coordinate
 * @param shift one number per coordinate
 */
public record TransformedDensity(String name, Density base, double scale, List<Double> shift)
    implements Density {

  public TransformedDensity {
    shift = List.copyOf(shift);
    Checks.positive("scale", scale);
    if (shift.size() != base.dim()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shift has %d numbers: %s has %d coordinates, give one number for each",
              shift.size(),
              base.name(),
              base.dim()));
    }
  }

  /** {@code base} stretched about the origin. */
  static TransformedDensity scaled(String name, Density base, double scale) {
    return new TransformedDensity(name, base, scale, Collections.nCopies(base.dim(), 0.0));
  }

  @Override
  public int dim() {
    return base.dim();
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    base.sample(random, row);
    for (int i = 0; i < dim(); i++) {
      row[i] = scale * row[i] + shift.get(i);
    }
  }

  @Override
  public double logDensity(double[] row) {
    double[] u = new double[dim()];
    for (int i = 0; i < u.length; i++) {
      u[i] = (row[i] - shift.get(i)) / scale;
    }
    return base.logDensity(u) - u.length * Math.log(scale);
  }
}
