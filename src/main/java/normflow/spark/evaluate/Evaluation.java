package normflow.spark.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.Source;
import normflow.density.Density;
import normflow.engine.Moments;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.reference.ReferenceLines;
import normflow.spark.JavaBytes;
import normflow.spark.evaluate.EvaluationSums.Lost;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.scan.Border;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.text.Numbers;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's negative log-likelihood on rows beside the lines that give it meaning; all in nats, in
 * the units of the input.
 *
 * @param rows number of rows
 * @param nll mean -log p of the model
 * @param standardError of {@code nll}; one row has none
 * @param base what N(0, I) has on the standardised rows; columns with atoms have no such line
 * @param gaussian of files of before: what a Gaussian with the mean and full covariance of these
 *     very rows has
 * @param entropy mean -log p of the density that the rows were drawn from, if it is known
 * @param gap mean of log p of that density minus log p of the model, row by row: an estimate of
 *     KL(density || model)
 * @param gapStandardError of {@code gap}
 * @param standardizedOffset what to add to any of these for standardised rows
 * @param skipped number of bad rows that were left out, where rows are read to be evaluated
 * @param spread of the rows' own; empty in files of before
 * @param references lines that were fitted to the training rows; none of models of before
 * @param repeated names of columns of few values, of which a density has no upper limit
 * @param predictions of one column given others; empty for other models, and in files of before
 */
public record Evaluation(
    long rows,
    double nll,
    OptionalDouble standardError,
    OptionalDouble base,
    OptionalDouble gaussian,
    OptionalDouble entropy,
    OptionalDouble gap,
    OptionalDouble gapStandardError,
    double standardizedOffset,
    long skipped,
    Optional<Spread> spread,
    List<Reference> references,
    List<String> repeated,
    Optional<Predictions> predictions) {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  /**
   * What a simple density has on the same rows.
   *
   * @param name such as {@code mixture of 5 Gaussians}
   * @param nll its mean -log p
   * @param difference of it to the model's: the mean over the rows, positive where the model is
   *     better
   * @param standardError of {@code difference}, from those of single rows; one row has none
   */
  public record Reference(
      String name, double nll, double difference, OptionalDouble standardError) {

    /** Whether the difference is more than two standard errors. */
    public boolean clear() {
      return Math.abs(difference) > 2 * standardError.orElse(Double.POSITIVE_INFINITY);
    }
  }

  public Evaluation {
    references = List.copyOf(references);
    repeated = List.copyOf(repeated);
  }

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of(
        "skipped",
        0,
        "spread",
        Optional.empty(),
        "references",
        List.of(),
        "repeated",
        List.of(),
        "predictions",
        Optional.empty());
  }

  /** What a line that it is compared with has, the Gaussian first; empty if there is none. */
  public OptionalDouble reference(int index) {
    return references.stream().skip(index).mapToDouble(Reference::nll).findFirst();
  }

  /** The best of the lines that it is compared with. */
  public Optional<Reference> best() {
    return references.stream().min(Comparator.comparingDouble(Reference::nll));
  }

  /**
   * Evaluates a model on the rows of a source.
   *
   * @param density that the rows were drawn from, if it is known
   * @param references what the model is compared with
   * @throws ConfigException if the source does not fit the model
   */
  public static Evaluation of(
      SparkSession session,
      Model model,
      Source source,
      BadRows badRows,
      int partitions,
      Optional<Density> density,
      ReferenceLines references) {
    Table table = Table.open(session, source, partitions, Intake.of(model));
    table.requireColumnsOf(model.flow());
    Scans scans = Scans.of(table, Border.of(model.standardization()), badRows);
    if (scans.rows(RowRole.TRAINING) == 0) {
      throw new ConfigException("there are no rows to evaluate", null);
    }
    SampleBlocks blocks = SampleBlocks.heldOut(scans, RowRole.TRAINING, model.standardization());
    try {
      return of(model, blocks, density, references).skipped(scans.bad());
    } finally {
      blocks.unpersist();
    }
  }

  /**
   * Evaluates a model on standardised rows.
   *
   * @param density that the rows were drawn from, if it is known
   * @param references what the model is compared with
   */
  public static Evaluation of(
      Model model, SampleBlocks samples, Optional<Density> density, ReferenceLines references) {
    Yardsticks yardsticks = Yardsticks.of(density, references, samples.rows());
    SentPlan plan = SentPlan.of(model.flow(), EvaluationSums.tasks(model.flow()));
    JavaRDD<EvaluationSums> parts =
        samples
            .blocks()
            .mapPartitions(
                blocks -> {
                  EvaluationSums sums =
                      EnginePool.with(
                          plan, engine -> EvaluationSums.of(engine, model, blocks, yardsticks));
                  return List.of(sums).iterator();
                },
                true);
    return of(model, JavaBytes.collect(parts), yardsticks);
  }

  /** What the parts of all partitions come to, in their order. */
  public static Evaluation of(Model model, List<EvaluationSums> parts, Yardsticks yardsticks) {
    int references = yardsticks.references().lines().size();
    EvaluationSums all = EvaluationSums.empty(model.flow().width(), references);
    for (EvaluationSums part : parts) {
      all = all.merge(part);
    }
    requireAll(all, model);
    return finish(all, model, yardsticks);
  }

  private static void requireAll(EvaluationSums sums, Model model) {
    Lost lost = sums.lost();
    if (lost.rows() > 0) {
      throw new ConfigException(
          Numbers.format(
              "%,d of %,d rows have no finite log-density by this model, so that their mean is"
                  + " infinite; the first of them has %s: leave them out",
              lost.rows(), sums.model().count(), named(model, lost.first())),
          null);
    }
    if (sums.outside() > 0) {
      LOG.warn(
          "{} of {} rows lie where the density that was named has none: its own likelihood and the"
              + " gap to it are infinite and left out",
          sums.outside(),
          sums.model().count());
    }
  }

  private static String named(Model model, double[] row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.length; i++) {
      values.add(model.columns().get(i) + " = " + row[i]);
    }
    return String.join(", ", values);
  }

  private static Evaluation finish(EvaluationSums sums, Model model, Yardsticks yardsticks) {
    Standardization standardization = model.standardization();
    double offset = standardization.logDensityOffset();
    long rows = sums.model().count();
    boolean measured = !yardsticks.density().isEmpty() && sums.outside() == 0;
    int dim = standardization.dim();
    double squares = 0;
    for (int i = 0; i < dim; i++) {
      double mean = sums.rows().mean()[i];
      squares += mean * mean + sums.rows().variance(i);
    }
    double base = 0.5 * (dim * Math.log(2 * Math.PI) + squares) - offset;
    return new Evaluation(
        rows,
        sums.model().mean()[0],
        standardError(sums.model()),
        standardization.types().isEmpty() ? OptionalDouble.of(base) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        measured ? OptionalDouble.of(sums.truth().mean()[0]) : OptionalDouble.empty(),
        measured ? OptionalDouble.of(sums.gap().mean()[0]) : OptionalDouble.empty(),
        measured ? standardError(sums.gap()) : OptionalDouble.empty(),
        offset,
        0,
        Optional.of(spread(sums.likelihoods(), model)),
        references(sums, yardsticks.references()),
        yardsticks.references().repeated(),
        Predictions.of(model.columns().get(0), sums.predictions()));
  }

  private static Spread spread(RowLikelihoods likelihoods, Model model) {
    List<String> worst =
        likelihoods.worst().stream().map(row -> named(model, row.values())).toList();
    return Spread.of(likelihoods.sorted(), worst);
  }

  private static List<Reference> references(EvaluationSums sums, ReferenceLines lines) {
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < lines.lines().size(); i++) {
      EvaluationSums.Compared compared = sums.compared().get(i);
      references.add(
          new Reference(
              lines.lines().get(i).name(),
              compared.nll().mean()[0],
              compared.difference().mean()[0],
              standardError(compared.difference())));
    }
    return references;
  }

  private Evaluation skipped(long bad) {
    return new Evaluation(
        rows,
        nll,
        standardError,
        base,
        gaussian,
        entropy,
        gap,
        gapStandardError,
        standardizedOffset,
        bad,
        spread,
        references,
        repeated,
        predictions);
  }

  /** Of the mean of one value there is none. */
  static OptionalDouble standardError(Moments moments) {
    return moments.count() > 1
        ? OptionalDouble.of(moments.standardError(0))
        : OptionalDouble.empty();
  }
}
