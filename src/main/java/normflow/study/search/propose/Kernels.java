package normflow.study.search.propose;

import java.util.SplittableRandom;
import normflow.config.Scale;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErf;

/**
 * Kernels on single axes: normal ones, cut at the ends, on numbers; on names the weight of a whole
 * trial for the name itself, and that of a draw from nothing shared by all.
 */
final class Kernels {

  private static final double SQRT_2 = Math.sqrt(2);

  private final double width;
  private final double elsewhere;

  /**
   * @param trials that have a kernel each
   * @param axes that a trial has at most
   */
  Kernels(int trials, int axes) {
    // Scott's rule, for values that fill a fifth of the axis; never so narrow that all is one
    // value.
    double scott = 0.2 * Math.pow(Math.max(1, trials), -1.0 / (axes + 4));
    width = Math.max(scott, 1.0 / Math.min(100, trials + 1));
    elsewhere = 1.0 / (trials + 1);
  }

  /** A coordinate where every value is as probable as another. */
  double draw(Scale scale, SplittableRandom random) {
    return scale instanceof Scale.Names names
        ? random.nextInt(names.count())
        : coordinate((Scale.Interval) scale, random.nextDouble());
  }

  /** A coordinate near another one. */
  double draw(Scale scale, double centre, SplittableRandom random) {
    if (scale instanceof Scale.Names names) {
      return random.nextDouble() * (1 + names.count() * elsewhere) < 1
          ? centre
          : random.nextInt(names.count());
    }
    Scale.Interval numbers = (Scale.Interval) scale;
    double middle = unit(numbers, centre);
    double low = cumulative(-middle / width);
    double high = cumulative((1 - middle) / width);
    double p = low + random.nextDouble() * (high - low);
    double drawn = middle + width * SQRT_2 * InverseErf.value(2 * p - 1);
    return coordinate(numbers, Math.max(0, Math.min(1, drawn)));
  }

  /** The logarithm of the density at a coordinate of the kernel around another one. */
  double logDensity(Scale scale, double centre, double at) {
    if (scale instanceof Scale.Names names) {
      return Math.log(((at == centre ? 1 : 0) + elsewhere) / (1 + names.count() * elsewhere));
    }
    Scale.Interval numbers = (Scale.Interval) scale;
    double middle = unit(numbers, centre);
    double z = (unit(numbers, at) - middle) / width;
    double inside = cumulative((1 - middle) / width) - cumulative(-middle / width);
    return -0.5 * z * z - Math.log(width * Math.sqrt(2 * Math.PI) * inside);
  }

  /** The logarithm of the density where every value is as probable as another. */
  double flat(Scale scale) {
    return scale instanceof Scale.Names names ? -Math.log(names.count()) : 0;
  }

  private static double cumulative(double z) {
    return 0.5 * Erfc.value(-z / SQRT_2);
  }

  /** From 0 to 1. */
  private static double unit(Scale.Interval scale, double coordinate) {
    double from = from(scale);
    return (line(scale, coordinate) - from) / (to(scale) - from);
  }

  private static double coordinate(Scale.Interval scale, double unit) {
    double from = from(scale);
    double line = from + unit * (to(scale) - from);
    double inside = scale.logarithmic() ? Math.exp(line) : line;
    double there = scale.whole() ? Math.rint(inside) : inside;
    return Math.max(scale.from(), Math.min(scale.to(), there));
  }

  private static double line(Scale.Interval scale, double coordinate) {
    return scale.logarithmic() ? Math.log(coordinate) : coordinate;
  }

  /** Whole numbers have half of one on each side. */
  private static double from(Scale.Interval scale) {
    return line(scale, scale.from()) - (scale.whole() ? 0.5 : 0);
  }

  private static double to(Scale.Interval scale) {
    return line(scale, scale.to()) + (scale.whole() ? 0.5 : 0);
  }
}
