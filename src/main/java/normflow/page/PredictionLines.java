package normflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import normflow.spark.evaluate.Predictions;
import normflow.spark.evaluate.Predictions.Interval;
import normflow.text.Numbers;

/** What is said of the predictions of one column given others. */
public final class PredictionLines {

  private PredictionLines() {}

  /**
   * A measure.
   *
   * @param value with its standard error
   */
  public record Line(String name, String value) {}

  /** The measures, in the order that they are read in. */
  public static List<Line> of(Predictions predictions) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("CRPS", crps(predictions)));
    lines.add(new Line("RMSE of the mean", rmse(predictions)));
    predictions
        .intervals()
        .forEach(interval -> lines.add(new Line("rows in the " + name(interval), held(interval))));
    return lines;
  }

  static String crps(Predictions predictions) {
    return withError(predictions.crps(), predictions.crpsStandardError());
  }

  static String rmse(Predictions predictions) {
    return withError(predictions.rmse(), predictions.rmseStandardError());
  }

  /** Such as {@code 90% intervals}. */
  static String name(Interval interval) {
    return Numbers.format("%.0f%% intervals", 100 * interval.probability());
  }

  /** Such as {@code 86.5 ± 0.9%}. */
  static String held(Interval interval) {
    return percent(interval.held(), interval.standardError());
  }

  private static String percent(double share, double error) {
    return Numbers.format("%.1f ± %.1f%%", 100 * share, 100 * error);
  }

  /** The probability integral transforms, such as {@code 9.7, 10.2, ... 9.9%}. */
  public static String pit(Predictions predictions) {
    return predictions.pit().stream()
            .map(share -> Numbers.format("%.1f", 100 * share))
            .collect(Collectors.joining(", "))
        + "%";
  }

  /** What they mean: whether intervals are too narrow or too wide, and medians too high or low. */
  public static List<String> sentences(Predictions predictions) {
    List<String> sentences = new ArrayList<>();
    predictions.intervals().forEach(interval -> sentences.add(sentence(interval)));
    double below = predictions.pit().stream().limit(5).mapToDouble(Double::doubleValue).sum();
    double error = 0.5 / Math.sqrt((double) predictions.rows());
    if (Math.abs(below - 0.5) > 2 * error) {
      sentences.add(
          Numbers.format(
              "%s of the rows lie below their predicted median: predictions are too %s.",
              percent(below, error), below > 0.5 ? "high" : "low"));
    }
    return sentences;
  }

  private static String sentence(Interval interval) {
    double off = interval.held() - interval.probability();
    String verdict =
        Math.abs(off) <= 2 * interval.standardError()
            ? "as they should, within chance"
            : off < 0 ? "too narrow" : "too wide";
    return "The " + name(interval) + " hold " + held(interval) + " of the rows: " + verdict + ".";
  }

  /** With two digits of the error. */
  private static String withError(double value, OptionalDouble error) {
    double most = error.orElse(0);
    if (!(most > 0)) {
      return Numbers.format("%.4g", value);
    }
    int decimals = (int) Math.max(0, 1 - Math.floor(Math.log10(most)));
    String pattern = decimals > 9 ? "%.3g" : "%,." + decimals + "f";
    return Numbers.format(pattern + " ± " + pattern, value, most);
  }
}
