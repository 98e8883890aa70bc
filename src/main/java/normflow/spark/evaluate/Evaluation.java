package normflow.spark.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.Source;
import normflow.density.Density;
import normflow.engine.Moments;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.JavaBytes;
import normflow.spark.evaluate.EvaluationSums.Lost;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.scan.Border;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;
import normflow.spark.table.Table;
import normflow.text.Numbers;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
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
 * @param base what N(0, I) has on the standardised rows
 * @param gaussian what a Gaussian with these rows' mean and full covariance has, given the context
 *     if there is one; empty if they lie in a subspace
 * @param entropy mean -log p of the density that the rows were drawn from, if it is known
 * @param gap mean of log p of that density minus log p of the model, row by row: an estimate of
 *     KL(density || model)
 * @param gapStandardError of {@code gap}
 * @param standardizedOffset what to add to any of these for standardised rows
 * @param skipped number of bad rows that were left out, where rows are read to be evaluated
 */
public record Evaluation(
    long rows,
    double nll,
    OptionalDouble standardError,
    double base,
    OptionalDouble gaussian,
    OptionalDouble entropy,
    OptionalDouble gap,
    OptionalDouble gapStandardError,
    double standardizedOffset,
    long skipped) {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  /** Of fewer rows each one counts much. */
  private static final int FEW = 100;

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("skipped", 0);
  }

  /**
   * Evaluates a model on the rows of a source.
   *
   * @param density that the rows were drawn from, if it is known
   * @throws ConfigException if the source does not fit the model
   */
  public static Evaluation of(
      SparkSession session,
      Model model,
      Source source,
      BadRows badRows,
      int partitions,
      Optional<Density> density) {
    Table table = Table.open(session, source, partitions);
    table.requireColumnsOf(model.flow());
    Scans scans = Scans.of(table, Border.of(model.standardization()), badRows);
    if (scans.rows(RowRole.TRAINING) == 0) {
      throw new ConfigException("there are no rows to evaluate", null);
    }
    SampleBlocks blocks = SampleBlocks.heldOut(scans, RowRole.TRAINING, model.standardization());
    try {
      return of(model, blocks, density).skipped(scans.bad());
    } finally {
      blocks.unpersist();
    }
  }

  /** Evaluates a model on standardised rows. */
  public static Evaluation of(Model model, SampleBlocks samples, Optional<Density> density) {
    Density known = density.orElse(null);
    SentPlan plan = SentPlan.of(model.flow(), Task.LOG_DENSITY);
    JavaRDD<EvaluationSums> parts =
        samples
            .blocks()
            .mapPartitions(
                blocks -> {
                  EvaluationSums sums =
                      EnginePool.with(
                          plan,
                          engine ->
                              EvaluationSums.of(engine, model, blocks, Optional.ofNullable(known)));
                  return List.of(sums).iterator();
                },
                true);
    return of(model, JavaBytes.collect(parts), density.isPresent());
  }

  /** What the parts of all partitions come to, in their order. */
  public static Evaluation of(Model model, List<EvaluationSums> parts, boolean densityKnown) {
    EvaluationSums all = EvaluationSums.empty(model.flow().width());
    for (EvaluationSums part : parts) {
      all = all.merge(part);
    }
    requireAll(all, model);
    warnOfOne(all, model);
    return finish(all, model.standardization(), densityKnown);
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

  /** A mean that one row makes says nothing of the others. */
  private static void warnOfOne(EvaluationSums sums, Model model) {
    Moments nll = sums.model();
    double off = sums.worst().nll() - nll.mean()[0];
    if (nll.count() >= FEW && off > 0 && off * off > nll.squares()[0] / 2) {
      LOG.warn(
          "one of {} rows makes most of the uncertainty of their mean negative log-likelihood: {}; with"
              + " it the mean is {} nats, without it {}",
          nll.count(),
          named(model, sums.worst().values()),
          Numbers.nats(nll.mean()[0]),
          Numbers.nats(nll.mean()[0] - off / (nll.count() - 1)));
    }
  }

  private static String named(Model model, double[] row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.length; i++) {
      values.add(model.columns().get(i) + " = " + row[i]);
    }
    return String.join(", ", values);
  }

  private static Evaluation finish(
      EvaluationSums sums, Standardization standardization, boolean known) {
    double offset = standardization.logDensityOffset();
    long rows = sums.model().count();
    boolean measured = known && sums.outside() == 0;
    int dim = standardization.dim();
    double squares = 0;
    for (int i = 0; i < dim; i++) {
      squares += sums.products()[i * standardization.width() + i] / rows;
    }
    double base = 0.5 * (dim * Math.log(2 * Math.PI) + squares) - offset;
    return new Evaluation(
        rows,
        sums.model().mean()[0],
        standardError(sums.model()),
        base,
        gaussian(sums, standardization),
        measured ? OptionalDouble.of(sums.truth().mean()[0]) : OptionalDouble.empty(),
        measured ? OptionalDouble.of(sums.gap().mean()[0]) : OptionalDouble.empty(),
        measured ? standardError(sums.gap()) : OptionalDouble.empty(),
        offset,
        0);
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
        bad);
  }

  /** Of the mean of one value there is none. */
  private static OptionalDouble standardError(Moments moments) {
    return moments.count() > 1
        ? OptionalDouble.of(moments.standardError(0))
        : OptionalDouble.empty();
  }

  /**
   * ½ log det(2πe Σ) with the covariance Σ of the rows; given a context, less that of the context
   * alone: what a linear regression on the context leaves.
   */
  private static OptionalDouble gaussian(EvaluationSums sums, Standardization standardization) {
    int width = standardization.width();
    int dim = standardization.dim();
    long rows = sums.model().count();
    double[][] covariance = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        covariance[i][j] =
            sums.products()[i * width + j] / rows - sums.rows().mean()[i] * sums.rows().mean()[j];
      }
    }
    try {
      double logDet = logDet(covariance, 0, width) - logDet(covariance, dim, width);
      double entropy = 0.5 * (dim * Math.log(2 * Math.PI * Math.E) + logDet);
      return OptionalDouble.of(entropy - standardization.logDensityOffset());
    } catch (NonPositiveDefiniteMatrixException e) {
      return OptionalDouble.empty();
    }
  }

  /**
   * log det of the block of a matrix from {@code first} on, 0 of an empty one; the determinant
   * itself would be 0 or infinite for many columns.
   */
  private static double logDet(double[][] matrix, int first, int end) {
    if (first == end) {
      return 0;
    }
    RealMatrix block =
        new Array2DRowRealMatrix(matrix).getSubMatrix(first, end - 1, first, end - 1);
    RealMatrix factor = new CholeskyDecomposition(block).getL();
    double logDet = 0;
    for (int i = 0; i < end - first; i++) {
      logDet += 2 * Math.log(factor.getEntry(i, i));
    }
    return logDet;
  }
}
