package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import normflow.density.Density;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.Moments;
import normflow.model.Model;
import normflow.model.Standardization;

/**
 * What a partition adds up for an {@link Evaluation}.
 *
 * @param model moments of -log p
 * @param truth the same of the density that the rows were drawn from, if it is known
 * @param gap moments of the difference
 * @param rows moments of the standardised rows
 * @param products their second moments
 * @param lost rows without a finite log-density by the model
 * @param worst the row of the least log-density by the model
 * @param outside number of rows without a finite log-density by the known density
 */
public record EvaluationSums(
    Moments model,
    Moments truth,
    Moments gap,
    Moments rows,
    double[] products,
    Lost lost,
    Worst worst,
    long outside)
    implements Serializable {

  static EvaluationSums empty(int dim) {
    return new EvaluationSums(
        Moments.empty(1),
        Moments.empty(1),
        Moments.empty(1),
        Moments.empty(dim),
        new double[dim * dim],
        Lost.none(),
        Worst.none(),
        0);
  }

  EvaluationSums merge(EvaluationSums other) {
    double[] sum = new double[products.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = products[i] + other.products[i];
    }
    return new EvaluationSums(
        model.merge(other.model),
        truth.merge(other.truth),
        gap.merge(other.gap),
        rows.merge(other.rows),
        sum,
        lost.then(other.lost),
        worst.then(other.worst),
        outside + other.outside);
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

    public static Lost of(float[] logDensity, Standardization standardization, Block block) {
      Lost lost = none();
      for (int row = 0; row < logDensity.length; row++) {
        if (!Float.isFinite(logDensity[row])) {
          lost = lost.then(new Lost(1, restored(standardization, block, row)));
        }
      }
      return lost;
    }

    Lost then(Lost next) {
      return rows > 0 ? new Lost(rows + next.rows, first) : next;
    }
  }

  /**
   * The row of the least log-density.
   *
   * @param nll its -log p
   * @param values in the units of the input; none if there are no rows
   */
  record Worst(double nll, double[] values) implements Serializable {

    static Worst none() {
      return new Worst(Double.NEGATIVE_INFINITY, new double[0]);
    }

    public static Worst of(float[] logDensity, Standardization standardization, Block block) {
      int worst = 0;
      for (int row = 1; row < logDensity.length; row++) {
        worst = logDensity[row] < logDensity[worst] ? row : worst;
      }
      return new Worst(
          -logDensity[worst] - standardization.logDensityOffset(),
          restored(standardization, block, worst));
    }

    Worst then(Worst next) {
      return next.nll > nll ? next : this;
    }
  }

  /** The sums over standardised rows. */
  public static EvaluationSums of(
      Engine engine, Model model, Iterator<Block> blocks, Optional<Density> density) {
    EvaluationSums all = empty(model.flow().width());
    double offset = model.standardization().logDensityOffset();
    while (blocks.hasNext()) {
      Block block = blocks.next();
      float[] logDensity = engine.logDensity(model.parameters(), block);
      Moments modelNll = Moments.of(block.rows(), row -> -logDensity[row] - offset);
      Moments truth = Moments.empty(1);
      Moments gap = Moments.empty(1);
      long outside = 0;
      if (density.isPresent()) {
        double[] exact = exact(density.get(), model.standardization(), block);
        truth = Moments.of(block.rows(), row -> -exact[row]);
        gap = Moments.of(block.rows(), row -> exact[row] - logDensity[row] - offset);
        for (double value : exact) {
          outside += Double.isFinite(value) ? 0 : 1;
        }
      }
      Lost lost = Lost.of(logDensity, model.standardization(), block);
      Worst worst = Worst.of(logDensity, model.standardization(), block);
      all =
          all.merge(
              new EvaluationSums(
                  modelNll, truth, gap, columns(block), products(block), lost, worst, outside));
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
}
