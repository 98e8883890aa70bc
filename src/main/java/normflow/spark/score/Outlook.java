package normflow.spark.score;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import normflow.codec.Codec;
import normflow.flow.Quadrature;
import normflow.model.Model;
import normflow.spark.evaluate.Quantiles;

/**
 * What is said of a column given the others: its mean and standard deviation, and quantiles.
 *
 * <p>A flow of one column is increasing, so that its quantiles are those of the base, mapped. Mean
 * and deviation are integrals over them, by {@link Quadrature#STANDARD}.
 *
 * @param moments whether mean and standard deviation are wanted
 * @param quantiles probabilities, each between 0 and 1
 */
public record Outlook(boolean moments, List<Double> quantiles) implements Serializable {

  private static final Outlook NONE = new Outlook(false, List.of());

  public Outlook {
    quantiles = List.copyOf(quantiles);
    for (double quantile : quantiles) {
      if (!(quantile > 0 && quantile < 1)) {
        throw new IllegalArgumentException("quantile " + quantile + ": must be between 0 and 1");
      }
    }
  }

  /** Nothing. */
  public static Outlook none() {
    return NONE;
  }

  /** Whether nothing is wanted. */
  public boolean isEmpty() {
    return !moments && quantiles.isEmpty();
  }

  /**
   * Names of the columns: {@code y_mean}, {@code y_sd}, {@code y_q5}, {@code y_q97_5}.
   *
   * @param column that is spoken of
   */
  public List<String> columns(String column) {
    List<String> names = new java.util.ArrayList<>();
    if (moments) {
      names.addAll(List.of(column + "_mean", column + "_sd"));
    }
    quantiles.forEach(quantile -> names.add(column + "_q" + percent(quantile)));
    return names;
  }

  private static String percent(double quantile) {
    String percent =
        java.math.BigDecimal.valueOf(quantile)
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString();
    return percent.replace('.', '_');
  }

  /**
   * The quantiles that {@link #of} takes: those that are asked for, and behind them those of the
   * quadrature.
   *
   * @throws IllegalArgumentException if the base of the flow says no quantiles
   */
  Quantiles quantiles(Model model) {
    DoubleStream levels = quantiles.stream().mapToDouble(Double::doubleValue);
    double[] grid = moments ? Quadrature.STANDARD.probabilities() : new double[0];
    return Quantiles.of(model, DoubleStream.concat(levels, Arrays.stream(grid)).toArray())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "base "
                        + Codec.typeName(model.flow().base().getClass())
                        + ": quantiles of its draws are not known; train a flow to another base"));
  }

  /** What the columns hold, from the images of the base values in the units of the input. */
  double[] of(double[] images) {
    double[] values = Arrays.copyOfRange(images, 0, quantiles.size());
    if (!moments) {
      return values;
    }
    double[] grid = Arrays.copyOfRange(images, quantiles.size(), images.length);
    double mean = Quadrature.STANDARD.mean(grid);
    double[] squares = Arrays.stream(grid).map(y -> (y - mean) * (y - mean)).toArray();
    double variance = Quadrature.STANDARD.mean(squares);
    return DoubleStream.concat(DoubleStream.of(mean, Math.sqrt(variance)), Arrays.stream(values))
        .toArray();
  }
}
