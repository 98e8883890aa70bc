package normflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.report.html.Block;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.text.Numbers;

/** A model's negative log-likelihood among the lines that give it meaning. */
public final class EvaluationLines {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private EvaluationLines() {}

  /**
   * A line of an evaluation.
   *
   * @param nats a row, with its standard error where it is the model's
   * @param better by how many nats a row the model is better, with the standard error; or empty
   */
  public record Line(String name, String nats, String better) {}

  /**
   * In the order that they are read in.
   *
   * @param standardized whether likelihoods are those of standardised rows, not of the input
   */
  public static List<Line> of(Evaluation evaluation, boolean standardized) {
    double offset = standardized ? evaluation.standardizedOffset() : 0;
    List<Line> lines = new ArrayList<>();
    add(lines, "N(0, I) on standardised rows", evaluation.base(), offset);
    add(lines, "Gaussian fitted to these very rows", evaluation.gaussian(), offset);
    for (Reference reference : evaluation.references()) {
      lines.add(
          new Line(
              reference.name(),
              Numbers.nats(reference.nll() + offset),
              withError(reference.difference(), reference.standardError())));
    }
    lines.add(line("this flow", evaluation.nll() + offset, evaluation.standardError()));
    evaluation
        .spread()
        .ifPresent(
            spread -> {
              lines.add(line("  median of the rows", spread.median() + offset, NONE));
              lines.add(line("  mean without 1% at each end", spread.trimmedMean() + offset, NONE));
            });
    add(lines, "true density, these rows", evaluation.entropy(), offset);
    evaluation
        .gap()
        .ifPresent(
            gap -> lines.add(line("gap to the true density", gap, evaluation.gapStandardError())));
    return lines;
  }

  private static void add(List<Line> lines, String name, OptionalDouble nll, double offset) {
    nll.ifPresent(value -> lines.add(line(name, value + offset, NONE)));
  }

  private static Line line(String name, double nats, OptionalDouble error) {
    return new Line(name, withError(nats, error), "");
  }

  /** The difference to the best of the lines that it is compared with; a dash if there is none. */
  static String better(Evaluation evaluation) {
    Optional<Reference> best = evaluation.best();
    return best.map(line -> withError(line.difference(), line.standardError())).orElse("–");
  }

  /** By how much a model is better or worse than this line. */
  public static Block.Fact fact(Reference line) {
    return new Block.Fact(
        line.difference() < 0 ? "worse by" : "better by",
        Numbers.nats(Math.abs(line.difference())),
        Numbers.plusMinus(line.standardError()) + " nats than a " + line.name());
  }

  /** Such as {@code 1.3390 ± 0.0044}. */
  static String withError(double value, OptionalDouble error) {
    return Numbers.nats(value)
        + (error.isPresent() ? " ± " + Numbers.nats(error.getAsDouble()) : "");
  }
}
