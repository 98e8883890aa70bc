package normflow.cli;

import java.util.Optional;
import normflow.page.EvaluationLines;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.job.Trained;
import normflow.store.Provenance;
import normflow.text.Numbers;

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
            chosen(provenance)));
    line(text, "SHA-256", provenance.parametersSha256());
    trained.test().ifPresent(test -> text.append('\n').append(of(test)).append('\n'));
    page.ifPresent(path -> line(text, "report", path));
    return text.toString();
  }

  /** Why the parameters of a step are taken; what an end of the training says about its length. */
  private static String chosen(Provenance provenance) {
    if (provenance.validationRows() == 0) {
      return ", the last";
    }
    String best = ", the best by validation";
    if (provenance.bestStep() == 0) {
      return best + ": no step made the start better on rows that it does not see";
    }
    boolean last = provenance.bestStep() == provenance.steps() && !provenance.stoppedEarly();
    return best + (last ? " and the last: more steps may be better" : "");
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
    for (EvaluationLines.Line line : EvaluationLines.of(evaluation)) {
      row(text, line.name(), line.value(), line.value() + line.offset());
      line.error().ifPresent(error -> row(text, "  standard error", error, error));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, double input, double standardised) {
    text.append(
        Numbers.format("%-34s%16s%16s%n", name, Numbers.nats(input), Numbers.nats(standardised)));
  }
}
