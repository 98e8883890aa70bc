package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.report.Numbers;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.job.TrainingJob.Trained;
import normflow.store.Provenance;

/** Results as text. */
final class Summary {

  private Summary() {}

  /** What a training job prints at its end. */
  static String of(Trained trained, Optional<String> page) {
    Provenance provenance = trained.provenance();
    StringBuilder text = new StringBuilder();
    line(text, "model", provenance.config().output());
    line(text, "parameters", Numbers.format("%,d", provenance.parameters()));
    line(
        text,
        "rows",
        Numbers.format(
            "%,d training, %,d validation, %,d test, %,d skipped",
            provenance.trainingRows(),
            provenance.validationRows(),
            provenance.testRows(),
            provenance.skippedRows()));
    line(
        text,
        "steps",
        Numbers.format(
            "%,d in %s, parameters of step %,d%s",
            provenance.steps(),
            Numbers.duration(provenance.trainingSeconds()),
            provenance.bestStep(),
            provenance.validationRows() > 0 ? ", the best by validation" : ", the last"));
    line(text, "SHA-256", provenance.parametersSha256());
    trained.test().ifPresent(test -> text.append('\n').append(of(test)).append('\n'));
    page.ifPresent(path -> line(text, "report", path));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(Numbers.format("%-17s%s%n", name, value));
  }

  /** The model's negative log-likelihood beside the lines that give it meaning. */
  static String of(Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    text.append(
        Numbers.format(
            "%-34s%16s%16s%n",
            Numbers.format("NLL of %,d rows (nats)", evaluation.rows()),
            "input units",
            "standardised"));
    for (Line line : lines(evaluation)) {
      row(text, line.name, line.value, line.value + line.offset);
      line.error.ifPresent(error -> row(text, "  standard error", error, error));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, double input, double standardised) {
    text.append(
        Numbers.format("%-34s%16s%16s%n", name, Numbers.nats(input), Numbers.nats(standardised)));
  }

  /**
   * A line of an evaluation in nats.
   *
   * @param value in the units of the input
   * @param offset to the value for standardised rows; differences have none
   * @param error the standard error, where the value is an estimate of the model's
   */
  private record Line(String name, double value, double offset, OptionalDouble error) {}

  private static List<Line> lines(Evaluation evaluation) {
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
    return lines(evaluation).stream()
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
