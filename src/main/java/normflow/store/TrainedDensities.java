package normflow.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the log-densities of the rows that a model was trained on are distributed by that model; the
 * file {@code densities.json} of a model folder.
 *
 * @param formatVersion of the file
 * @param rows that were scored: all training rows, of more than some thousands those at even
 *     distances; those without a finite log-density are left out
 * @param quantiles of their log-densities at the shares 0, 0.001, ..., 1, ascending: nats, in the
 *     units of the input
 */
public record TrainedDensities(int formatVersion, long rows, List<Double> quantiles) {

  /** The version that is written. */
  public static final int FORMAT_VERSION = 1;

  private static final int STEPS = 1_000;

  public TrainedDensities {
    quantiles = List.copyOf(quantiles);
    if (quantiles.size() != STEPS + 1) {
      throw new IllegalArgumentException(
          quantiles.size() + " quantiles: " + (STEPS + 1) + " are due");
    }
    for (int i = 0; i < STEPS; i++) {
      if (!(quantiles.get(i) <= quantiles.get(i + 1))) {
        throw new IllegalArgumentException(
            "quantiles[" + i + "] = " + quantiles.get(i) + ": the next one is less");
      }
    }
  }

  /** Those of log-densities in any order; empty if none is finite. */
  public static Optional<TrainedDensities> of(double[] logDensities) {
    double[] sorted = Arrays.stream(logDensities).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0
        ? Optional.empty()
        : Optional.of(
            new TrainedDensities(
                FORMAT_VERSION,
                sorted.length,
                IntStream.rangeClosed(0, STEPS)
                    .mapToObj(i -> between(sorted, (sorted.length - 1.0) * i / STEPS))
                    .toList()));
  }

  /**
   * The log-density that so many of the training rows are below.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    return between(quantiles.stream().mapToDouble(Double::doubleValue).toArray(), STEPS * share);
  }

  /** The value at a place between two. */
  private static double between(double[] sorted, double place) {
    int low = (int) Math.min(sorted.length - 1, Math.floor(place));
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }
}
