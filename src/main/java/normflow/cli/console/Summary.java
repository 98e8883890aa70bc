package normflow.cli.console;

import java.util.List;
import java.util.Optional;
import normflow.page.EvaluationLines;
import normflow.page.PredictionLines;
import normflow.page.Verdict;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Predictions;
import normflow.spark.job.Trained;
import normflow.store.MetricsLine;
import normflow.store.Provenance;
import normflow.study.search.TrialResult;
import normflow.study.search.TrialResult.Measured;
import normflow.text.Numbers;

/** Results as text. */
public final class Summary {

  private Summary() {}

  /** What a training job prints at its end. */
  public static String of(Trained trained, Optional<String> page) {
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
            "%s, %s; parameters of step %,d%s",
            Verdict.end(provenance),
            Numbers.duration(provenance.trainingSeconds()),
            provenance.bestStep(),
            chosen(provenance)));
    line(text, "SHA-256", provenance.parametersSha256());
    List<MetricsLine> curves = trained.result().history().stream().map(MetricsLine::of).toList();
    Optional<String> overfitting =
        Verdict.overfitting(provenance, curves, trained.model().flow().dim());
    text.append('\n');
    trained.test().ifPresent(test -> text.append(of(test, false)));
    if (trained.test().isEmpty() && trained.untested().isEmpty()) {
      text.append(Verdict.UNTESTED).append('\n');
    }
    overfitting.ifPresent(sentence -> text.append(sentence).append('\n'));
    text.append('\n');
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

  static void line(StringBuilder text, String name, String value) {
    text.append(Numbers.format("%-17s%s%n", name, value));
  }

  /**
   * The model's negative log-likelihood beside the lines that give it meaning, and what they say.
   *
   * @param standardized whether likelihoods are those of standardised rows, not of the input
   */
  public static String of(Evaluation evaluation, boolean standardized) {
    StringBuilder text = new StringBuilder();
    row(text, Numbers.format("NLL of %,d rows", evaluation.rows()), "nats a row", "flow better by");
    for (EvaluationLines.Line line : EvaluationLines.of(evaluation, standardized)) {
      row(text, line.name(), line.nats(), line.better());
    }
    text.append(
        Numbers.format(
            "(in %s; ± one standard error)%n%n",
            standardized ? "standardised units" : "the units of the input"));
    Verdict.of(evaluation).forEach(sentence -> text.append(sentence).append('\n'));
    evaluation.predictions().ifPresent(predictions -> text.append('\n').append(of(predictions)));
    return text.toString();
  }

  /** How good predictions are, and what that means. */
  private static String of(Predictions predictions) {
    StringBuilder text = new StringBuilder();
    String column = predictions.column();
    row(text, Numbers.format("predictions of %s, %,d rows", column, predictions.rows()), "", "");
    PredictionLines.of(predictions).forEach(line -> row(text, line.name(), line.value(), ""));
    text.append("rows by PIT       ").append(PredictionLines.pit(predictions)).append('\n');
    text.append("(CRPS and RMSE in the units of ").append(column).append("; ± one standard error)");
    text.append("\n\n");
    PredictionLines.sentences(predictions).forEach(sentence -> text.append(sentence).append('\n'));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String nats, String better) {
    text.append(Numbers.format("%-36s%20s%22s", name, nats, better).stripTrailing()).append('\n');
  }

  /** Such as {@code NLL 27.1772 ± 0.2278 nats, not better than a mixture of 5 Gaussians (...)}. */
  public static String of(TrialResult result) {
    Measured measured = result.measured().orElseThrow();
    if (measured.testNll().isEmpty()) {
      return Verdict.UNTESTED;
    }
    long rows = result.rows().map(its -> its.test().rows()).orElse(0L);
    return Numbers.format(
            "NLL %.4f %s nats",
            measured.testNll().getAsDouble(), Numbers.plusMinus(measured.testError()))
        + measured.reference().map(best -> ", " + Verdict.brief(best, rows)).orElse("");
  }
}
