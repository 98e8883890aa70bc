package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.distributed.Evaluation;
import normflow.distributed.Provenance;
import normflow.distributed.TrainingJob.Trained;
import normflow.report.Numbers;

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
            "%,d in %s, parameters of step %,d",
            provenance.steps(),
            Numbers.duration(provenance.trainingSeconds()),
            provenance.bestStep()));
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
    for (List<String> row : rows(evaluation)) {
      text.append(Numbers.format("%-34s%16s%16s%n", row.get(0), row.get(1), row.get(2)));
    }
    return text.toString();
  }

  /** Name, value in the units of the input and value for standardised rows. */
  static List<List<String>> rows(Evaluation evaluation) {
    double offset = evaluation.standardizedOffset();
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("N(0, I) on standardised rows", evaluation.base(), offset));
    evaluation
        .gaussian()
        .ifPresent(value -> rows.add(row("Gaussian, full covariance", value, offset)));
    rows.add(row("this model", evaluation.nll(), offset));
    rows.add(difference("  standard error", OptionalDouble.of(evaluation.standardError())));
    evaluation.entropy().ifPresent(value -> rows.add(row("true density", value, offset)));
    if (evaluation.gap().isPresent()) {
      rows.add(difference("gap to the true density", evaluation.gap()));
      rows.add(difference("  standard error", evaluation.gapStandardError()));
    }
    return rows;
  }

  private static List<String> row(String name, double value, double offset) {
    return List.of(name, Numbers.nats(value), Numbers.nats(value + offset));
  }

  /** A difference is the same in all units. */
  private static List<String> difference(String name, OptionalDouble value) {
    String number = Numbers.nats(value.orElseThrow());
    return List.of(name, number, number);
  }
}
