package normflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.config.TableDefaults;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.spark.evaluate.Spread.Heavy;
import normflow.store.MetricsLine;
import normflow.store.Provenance;
import normflow.text.Numbers;
import normflow.train.TrainingConfig;

/** What likelihoods say, in sentences. */
public final class Verdict {

  /** Of a training without test rows. */
  public static final String UNTESTED =
      "No test rows: nothing tells how good the flow is; give test: {share: 0.1}.";

  static final String COUNTED =
      "Values that are there again and again count by their probability, the others by their density:"
          + " compare with flows that take the same columns alike.";

  /** Of fewer rows standard errors are no good estimates. */
  private static final int FEW = 100;

  /** Below, a difference is shown with four decimals, else with two. */
  private static final double FINE = 0.01;

  private static final int NAMED = 8;

  private Verdict() {}

  /** Of held-out rows: against the best reference line, and what the mean hides. */
  public static List<String> of(Evaluation evaluation) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        evaluation
            .best()
            .map(best -> sentence("The flow is ", best, evaluation.rows()) + ".")
            .orElse(
                "No reference lines are kept with this model: an earlier version trained it, or they"
                    + " cannot be fitted to its columns."));
    if (evaluation.base().isEmpty()) {
      sentences.add(COUNTED);
    }
    repeated(evaluation.repeated()).ifPresent(sentences::add);
    evaluation
        .spread()
        .flatMap(spread -> spread.heavy())
        .map(heavy -> heavy(heavy, evaluation.rows()))
        .ifPresent(sentences::add);
    return sentences;
  }

  /** Such as {@code 0.41 ± 0.05 nats a row better than a mixture of 5 Gaussians}. */
  public static Optional<String> brief(Evaluation evaluation) {
    return evaluation.best().map(best -> brief(best, evaluation.rows()));
  }

  /** The same against one line, on so many rows. */
  public static String brief(Reference best, long rows) {
    return sentence("", best, rows);
  }

  private static String sentence(String subject, Reference best, long rows) {
    double difference = best.difference();
    if (best.clear()) {
      return Numbers.format(
          "%s%s nats a row %s than a %s",
          subject,
          withError(Math.abs(difference), best.standardError()),
          difference > 0 ? "better" : "worse",
          best.name());
    }
    return Numbers.format(
        "%snot better than a %s (%s nats a row)%s",
        subject,
        best.name(),
        withError(difference, best.standardError()),
        rows < FEW ? Numbers.format(": %d rows are few", rows) : "");
  }

  private static String withError(double value, OptionalDouble error) {
    if (error.isEmpty()) {
      return Numbers.nats(value);
    }
    String pattern = error.getAsDouble() < FINE ? "%.4f ± %.4f" : "%.2f ± %.2f";
    return Numbers.format(pattern, value, error.getAsDouble());
  }

  private static Optional<String> repeated(List<String> columns) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    String rest = columns.size() > NAMED ? ", ..." : "";
    return Optional.of(
        Numbers.format(
            "In %s most values occur again and again (%s%s): a density has no upper limit there, so"
                + " that a lower NLL need not mean a better model.",
            columns.size() == 1 ? "a column" : columns.size() + " columns",
            String.join(", ", columns.subList(0, Math.min(NAMED, columns.size()))),
            rest));
  }

  private static String heavy(Heavy heavy, long rows) {
    double others = heavy.meanOfOthers() * (rows - heavy.rows());
    double share = 1 - others / (heavy.mean() * rows);
    String carry =
        heavy.mean() > 0 && others >= 0
            ? Numbers.format("carry %.0f%% of the NLL", 100 * share)
            : Numbers.format("lift the mean NLL by %.4f nats", heavy.mean() - heavy.meanOfOthers());
    return Numbers.format(
        "%,d of %,d rows %s: with them the mean is %s, without %s. The first: %s.",
        heavy.rows(),
        rows,
        heavy.rows() == 1 ? carry.replace("carry", "carries").replace("lift", "lifts") : carry,
        Numbers.nats(heavy.mean()),
        Numbers.nats(heavy.meanOfOthers()),
        String.join("; ", heavy.worst()));
  }

  /** Why a training ended, such as {@code all 2,000 steps}. */
  public static String end(Provenance provenance) {
    if (provenance.steps() == 0) {
      return "no step of its own: the mean of trained models";
    }
    TrainingConfig training = training(provenance);
    return provenance.stoppedEarly()
        ? Numbers.format(
            "%,d of %,d steps: %d validations in a row were no better",
            provenance.steps(), training.totalSteps(provenance.trainingRows()), training.patience())
        : Numbers.format("all %,d steps", provenance.steps());
  }

  /**
   * Whether a training overfits: the best validation lies in its first half, and the last is worse
   * by more than the standard error of the likelihood of as many rows of a Gaussian, √(dim / 2n).
   *
   * @param curves the learning curves
   * @param dim columns of the density
   */
  public static Optional<String> overfitting(
      Provenance provenance, List<MetricsLine> curves, int dim) {
    List<MetricsLine> validated =
        curves.stream().filter(line -> line.validationNll().isPresent()).toList();
    if (validated.isEmpty()) {
      return Optional.empty();
    }
    double last = validated.get(validated.size() - 1).validationNll().getAsDouble();
    double best =
        validated.stream()
            .mapToDouble(line -> line.validationNll().getAsDouble())
            .min()
            .getAsDouble();
    double chance = Math.sqrt(dim / (2.0 * provenance.validationRows()));
    if (provenance.bestStep() > provenance.steps() / 2 || last - best <= chance) {
      return Optional.empty();
    }
    boolean first = validated.get(0).step() == provenance.bestStep();
    return Optional.of(
        Numbers.format(
            "Best at %sstep %,d of %,d, and %.2f nats worse at the end: it overfits; fewer"
                + " parameters%s help.",
            first ? "the first validation, " : "",
            provenance.bestStep(),
            provenance.steps(),
            last - best,
            training(provenance).patience() > 0
                ? " or weight decay"
                : ", weight decay or patience"));
  }

  /** That of a run of before there was a rule has gaps. */
  private static TrainingConfig training(Provenance provenance) {
    return provenance.config().training().over(TableDefaults.before().training()).complete();
  }
}
