package normflow.spark.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import normflow.flow.Base.Distribution;
import normflow.flow.Flow;
import normflow.flow.Quadrature;

/**
 * The distribution of one column by a mixture of flows, from the images of the same values of each
 * member's base. Between two of them a member's map is taken as linear, and so is the logit of the
 * mixture's distribution: its quantiles are off by about a thousandth of the deviation.
 */
final class MixtureQuantiles {

  private static final double[] LEVELS = Quadrature.STANDARD.probabilities();

  private final List<Distribution> bases;
  private final double[][] values;

  private MixtureQuantiles(List<Distribution> bases) {
    this.bases = bases;
    this.values =
        bases.stream()
            .map(base -> Arrays.stream(LEVELS).map(base::quantile).toArray())
            .toArray(double[][]::new);
  }

  /** That of a flow to a mixture, if all of its members' bases know their quantiles. */
  static Optional<MixtureQuantiles> of(Flow flow, float[] parameters) {
    return flow.memberDistributions(parameters).map(MixtureQuantiles::new);
  }

  /** Draws of each member at the levels: a value of its base, and its number. */
  float[] draws() {
    float[] draws = new float[2 * bases.size() * LEVELS.length];
    for (int i = 0; i < draws.length / 2; i++) {
      int member = i / LEVELS.length;
      draws[2 * i] = (float) values[member][i % LEVELS.length];
      draws[2 * i + 1] = member;
    }
    return draws;
  }

  /**
   * The probability of less than {@code y}.
   *
   * @param images of the draws of a row, from {@code at} on
   */
  double cumulative(float[] images, int at, double y) {
    double sum = 0;
    for (int k = 0; k < bases.size(); k++) {
      sum += bases.get(k).cumulative(value(images, at + k * LEVELS.length, k, y));
    }
    return sum / bases.size();
  }

  /** The value of a member's base whose image is {@code y}, beyond the last ones by their line. */
  private double value(float[] images, int first, int member, double y) {
    int found = Arrays.binarySearch(images, first, first + LEVELS.length, (float) y);
    int above = found >= 0 ? found - first : -found - 1 - first;
    int upper = Math.max(1, Math.min(LEVELS.length - 1, above));
    double low = images[first + upper - 1];
    double width = images[first + upper] - low;
    double[] of = values[member];
    // Images that are equal in single precision are a jump.
    double share = width > 0 ? (y - low) / width : y > low ? 1 : 0;
    return of[upper - 1] + share * (of[upper] - of[upper - 1]);
  }

  /** Quantiles, (rows, probabilities). */
  float[] quantiles(float[] images, int rows, double[] probabilities) {
    float[] quantiles = new float[Math.multiplyExact(rows, probabilities.length)];
    int each = bases.size() * LEVELS.length;
    for (int row = 0; row < rows; row++) {
      double[][] known = known(images, row * each, each);
      for (int i = 0; i < probabilities.length; i++) {
        quantiles[row * probabilities.length + i] = (float) quantile(known, probabilities[i]);
      }
    }
    return quantiles;
  }

  /** The images, ascending, and the logits of the distribution there. */
  private double[][] known(float[] images, int at, int each) {
    double[] sorted = new double[each];
    Arrays.setAll(sorted, i -> images[at + i]);
    Arrays.sort(sorted);
    double[] logits = new double[each];
    Arrays.setAll(logits, i -> logit(cumulative(images, at, sorted[i])));
    return new double[][] {sorted, logits};
  }

  private static double logit(double p) {
    return Math.log(p) - Math.log1p(-p);
  }

  private static double quantile(double[][] known, double probability) {
    double[] logits = known[1];
    double logit = logit(probability);
    int above = 0;
    while (above < logits.length && logits[above] < logit) {
      above++;
    }
    int upper = Math.max(1, Math.min(logits.length - 1, above));
    double low = logits[upper - 1];
    double width = logits[upper] - low;
    double share = width > 0 ? (logit - low) / width : 0;
    return known[0][upper - 1] + share * (known[0][upper] - known[0][upper - 1]);
  }
}
