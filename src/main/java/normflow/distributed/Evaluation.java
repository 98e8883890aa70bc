package normflow.distributed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.data.BadRows;
import normflow.data.Density;
import normflow.data.Source;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.Moments;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.report.Numbers;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.spark.sql.SparkSession;

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

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("skipped", 0);
  }

  /**
   * What a partition adds up.
   *
   * @param model moments of -log p
   * @param truth of the entropy
   * @param gap of the difference
   * @param rows of the standardised rows
   * @param products second moments
   * @param lost rows without a finite log-density
   */
  record Sums(
      Moments model, Moments truth, Moments gap, Moments rows, double[] products, Lost lost)
      implements Serializable {

    static Sums empty(int dim) {
      return new Sums(
          Moments.empty(1),
          Moments.empty(1),
          Moments.empty(1),
          Moments.empty(dim),
          new double[dim * dim],
          Lost.none());
    }

    Sums merge(Sums other) {
      double[] sum = new double[products.length];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = products[i] + other.products[i];
      }
      return new Sums(
          model.merge(other.model),
          truth.merge(other.truth),
          gap.merge(other.gap),
          rows.merge(other.rows),
          sum,
          lost.rows > 0 ? new Lost(lost.rows + other.lost.rows, lost.first) : other.lost);
    }
  }

  /**
   * Rows without a finite log-density.
   *
   * @param rows how many
   * @param first values of the first of them, in the units of the input
   */
  record Lost(long rows, double[] first) implements Serializable {

    static Lost none() {
      return new Lost(0, new double[0]);
    }

    static Lost of(float[] logDensity, Standardization standardization, Block block) {
      Lost lost = none();
      for (int row = 0; row < logDensity.length; row++) {
        if (!Float.isFinite(logDensity[row])) {
          lost =
              new Lost(
                  lost.rows + 1,
                  lost.rows > 0 ? lost.first : restored(standardization, block, row));
        }
      }
      return lost;
    }
  }

  /**
   * Evaluates a model on the rows of a source.
   *
   * @param density that the rows were drawn from, if it is known
   * @throws normflow.config.ConfigException if the source does not fit the model
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
    if (scans.rows(Role.TRAINING) == 0) {
      throw new normflow.config.ConfigException("there are no rows to evaluate", null);
    }
    SampleBlocks blocks =
        SampleBlocks.heldOut(scans, Role.TRAINING, model.standardization());
    try {
      return of(model, blocks, density).skipped(scans.bad());
    } finally {
      blocks.blocks().unpersist(false);
    }
  }

  /** Evaluates a model on standardised rows. */
  static Evaluation of(Model model, SampleBlocks samples, Optional<Density> density) {
    Density known = density.orElse(null);
    SentPlan plan = SentPlan.of(model.flow(), Task.LOG_DENSITY);
    List<Sums> parts =
        samples
            .blocks()
            .mapPartitions(
                blocks -> {
                  List<Block> held = new ArrayList<>();
                  blocks.forEachRemaining(held::add);
                  Sums sums =
                      EnginePool.with(
                          plan, engine -> sums(engine, model, held, Optional.ofNullable(known)));
                  return List.of(sums).iterator();
                },
                true)
            .collect();
    return of(model, parts, density.isPresent());
  }

  /** What the parts of all partitions come to, in their order. */
  static Evaluation of(Model model, List<Sums> parts, boolean densityKnown) {
    Sums all = Sums.empty(model.flow().width());
    for (Sums part : parts) {
      all = all.merge(part);
    }
    requireAll(all, model);
    return finish(all, model.standardization(), densityKnown);
  }

  private static void requireAll(Sums sums, Model model) {
    if (sums.lost.rows == 0) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < sums.lost.first.length; i++) {
      values.add(model.columns().get(i) + " = " + sums.lost.first[i]);
    }
    throw new normflow.config.ConfigException(
        Numbers.format(
            "%,d of %,d rows have no finite log-density by this model, so that their mean is"
                + " infinite; the first of them has %s: leave them out",
            sums.lost.rows, sums.model.count(), String.join(", ", values)),
        null);
  }

  /** What a partition adds up over its standardised rows. */
  static Sums sums(Engine engine, Model model, List<Block> blocks, Optional<Density> density) {
    Sums all = Sums.empty(model.flow().width());
    double offset = model.standardization().logDensityOffset();
    for (Block block : blocks) {
      float[] logDensity = engine.logDensity(model.parameters(), block);
      Moments modelNll = Moments.of(block.rows(), row -> -logDensity[row] - offset);
      Moments truth = Moments.empty(1);
      Moments gap = Moments.empty(1);
      if (density.isPresent()) {
        double[] exact = exact(density.get(), model.standardization(), block);
        truth = Moments.of(block.rows(), row -> -exact[row]);
        gap = Moments.of(block.rows(), row -> exact[row] - logDensity[row] - offset);
      }
      Lost lost = Lost.of(logDensity, model.standardization(), block);
      all = all.merge(new Sums(modelNll, truth, gap, columns(block), products(block), lost));
    }
    return all;
  }

  private static double[] exact(Density density, Standardization standardization, Block block) {
    double[] exact = new double[block.rows()];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = density.logDensity(restored(standardization, block, i));
    }
    return exact;
  }

  private static double[] restored(Standardization standardization, Block block, int row) {
    double[] restored = new double[block.dim()];
    for (int column = 0; column < restored.length; column++) {
      float value = block.values()[row * restored.length + column];
      restored[column] = standardization.restore(column, value);
    }
    return restored;
  }

  private static Moments columns(Block block) {
    double[] mean = new double[block.dim()];
    double[] squares = new double[block.dim()];
    for (int column = 0; column < block.dim(); column++) {
      int index = column;
      Moments moments = Moments.of(block.rows(), row -> block.values()[row * block.dim() + index]);
      mean[column] = moments.mean()[0];
      squares[column] = moments.squares()[0];
    }
    return new Moments(block.rows(), mean, squares);
  }

  /** Σ x xᵀ; the rows are standardised, so that it is well conditioned. */
  private static double[] products(Block block) {
    int dim = block.dim();
    double[] products = new double[dim * dim];
    for (int row = 0; row < block.rows(); row++) {
      for (int i = 0; i < dim; i++) {
        double value = block.values()[row * dim + i];
        for (int j = 0; j < dim; j++) {
          products[i * dim + j] += value * block.values()[row * dim + j];
        }
      }
    }
    return products;
  }

  private static Evaluation finish(Sums sums, Standardization standardization, boolean known) {
    double offset = standardization.logDensityOffset();
    long rows = sums.model.count();
    int dim = standardization.dim();
    double squares = 0;
    for (int i = 0; i < dim; i++) {
      squares += sums.products[i * standardization.width() + i] / rows;
    }
    double base = 0.5 * (dim * Math.log(2 * Math.PI) + squares) - offset;
    return new Evaluation(
        rows,
        sums.model.mean()[0],
        standardError(sums.model),
        base,
        gaussian(sums, standardization),
        known ? OptionalDouble.of(sums.truth.mean()[0]) : OptionalDouble.empty(),
        known ? OptionalDouble.of(sums.gap.mean()[0]) : OptionalDouble.empty(),
        known ? standardError(sums.gap) : OptionalDouble.empty(),
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
  private static OptionalDouble gaussian(Sums sums, Standardization standardization) {
    int width = standardization.width();
    int dim = standardization.dim();
    long rows = sums.model.count();
    double[][] covariance = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        covariance[i][j] =
            sums.products[i * width + j] / rows - sums.rows.mean()[i] * sums.rows.mean()[j];
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
