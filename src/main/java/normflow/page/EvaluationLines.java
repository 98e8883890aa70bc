package normflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import normflow.spark.evaluate.Evaluation;
import normflow.text.Numbers;

/** A model's negative log-likelihood among the lines that give it meaning. */
public final class EvaluationLines {

  private EvaluationLines() {}

  /**
   * A line of an evaluation in nats.
   *
   * @param value in the units of the input
   * @param offset to the value for standardised rows; differences have none
   * @param error the standard error, where the value is an estimate of the model's
   */
  public record Line(String name, double value, double offset, OptionalDouble error) {}

  /** In the order that they are read in. */
  public static List<Line> of(Evaluation evaluation) {
    double offset = evaluation.standardizedOffset();
    OptionalDouble none = OptionalDouble.empty();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("N(0, I) on standardised rows", evaluation.base(), offset, none));
    evaluation
        .gaussian()
        .ifPresent(value -> lines.add(new Line("Gaussian, full covariance", value, offset, none)));
    OptionalDouble error = evaluation.standardError();
    lines.add(new Line("this model", evaluation.nll(), offset, error));
    evaluation
        .entropy()
        .ifPresent(value -> lines.add(new Line("true density", value, offset, none)));
    evaluation
        .gap()
        .ifPresent(
            value ->
                lines.add(
                    new Line("gap to the true density", value, 0, evaluation.gapStandardError())));
    return lines;
  }

  /** Name, value in the units of the input and for standardised rows, with standard errors. */
  static List<List<String>> rows(Evaluation evaluation) {
    return of(evaluation).stream()
        .map(
            line ->
                List.of(
                    line.name,
                    withError(line.value, line.error),
                    withError(line.value + line.offset, line.error)))
        .toList();
  }

  /** Such as {@code 1.3390 ± 0.0044}. */
  static String withError(double value, OptionalDouble error) {
    return Numbers.nats(value)
        + (error.isPresent() ? " ± " + Numbers.nats(error.getAsDouble()) : "");
  }
}
