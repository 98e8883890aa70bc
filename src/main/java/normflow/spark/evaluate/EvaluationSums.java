package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import normflow.density.Density;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.Moments;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.reference.RowDensity;

/**
 * What a partition adds up for an {@link Evaluation}.
 *
 * @param model moments of -log p
 * @param truth the same of the density that the rows were drawn from, if it is known
 * @param gap moments of the difference
 * @param compared with each reference line
 * @param rows moments of the standardised rows
 * @param lost rows without a finite log-density by the model
 * @param likelihoods of single rows
 * @param predictions of the column, where it is one given others
 * @param outside number of rows without a finite log-density by the known density
 */
public record EvaluationSums(
    Moments model,
    Moments truth,
    Moments gap,
    List<Compared> compared,
    Moments rows,
    Lost lost,
    RowLikelihoods likelihoods,
    PredictionSums predictions,
    long outside)
    implements Serializable {

  /**
   * A reference line.
   *
   * @param nll moments of its -log p
   * @param difference of the same to -log p of the model, positive where the model is better
   */
  record Compared(Moments nll, Moments difference) implements Serializable {

    Compared merge(Compared other) {
      return new Compared(nll.merge(other.nll), difference.merge(other.difference));
    }
  }

  /** What the engine of {@link #of} is planned for. */
  public static Task[] tasks(Flow flow) {
    return flow.dim() == 1 && flow.context() > 0
        ? new Task[] {Task.LOG_DENSITY, Task.BASE, Task.DATA}
        : new Task[] {Task.LOG_DENSITY};
  }

  static EvaluationSums empty(int dim, int references) {
    return new EvaluationSums(
        Moments.empty(1),
        Moments.empty(1),
        Moments.empty(1),
        Collections.nCopies(references, new Compared(Moments.empty(1), Moments.empty(1))),
        Moments.empty(dim),
        Lost.none(),
        RowLikelihoods.none(),
        PredictionSums.none(),
        0);
  }

  EvaluationSums merge(EvaluationSums other) {
    List<Compared> both = new ArrayList<>();
    for (int i = 0; i < compared.size(); i++) {
      both.add(compared.get(i).merge(other.compared.get(i)));
    }
    return new EvaluationSums(
        model.merge(other.model),
        truth.merge(other.truth),
        gap.merge(other.gap),
        both,
        rows.merge(other.rows),
        lost.then(other.lost),
        likelihoods.merge(other.likelihoods),
        predictions.merge(other.predictions),
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

  /** The sums over standardised rows. */
  public static EvaluationSums of(
      Engine engine, Model model, Iterator<Block> blocks, Yardsticks yardsticks) {
    int width = model.flow().width();
    List<RowDensity> references =
        yardsticks.references().lines().stream()
            .map(line -> line.density(width, model.flow().context()))
            .toList();
    EvaluationSums all = empty(width, references.size());
    boolean predicts = PredictionSums.areOf(model);
    double offset = model.standardization().logDensityOffset();
    while (blocks.hasNext()) {
      Block block = blocks.next();
      float[] logDensity = engine.logDensity(model.parameters(), block);
      double[] nll = new double[block.rows()];
      Arrays.setAll(nll, row -> -logDensity[row] - offset);
      Moments truth = Moments.empty(1);
      Moments gap = Moments.empty(1);
      long outside = 0;
      for (Density density : yardsticks.density()) {
        double[] exact = exact(density, model.standardization(), block);
        truth = Moments.of(block.rows(), row -> -exact[row]);
        gap = Moments.of(block.rows(), row -> exact[row] + nll[row]);
        for (double value : exact) {
          outside += Double.isFinite(value) ? 0 : 1;
        }
      }
      Lost lost = Lost.of(logDensity, model.standardization(), block);
      RowLikelihoods likelihoods =
          RowLikelihoods.of(
              nll,
              all.model.count(),
              yardsticks.stride(),
              row -> restored(model.standardization(), block, row));
      all =
          all.merge(
              new EvaluationSums(
                  Moments.of(nll.length, row -> nll[row]),
                  truth,
                  gap,
                  references.stream().map(line -> compared(line, block, nll, offset)).toList(),
                  columns(block),
                  lost,
                  likelihoods,
                  predicts
                      ? PredictionSums.of(
                          engine, model, kept(block, all.model.count(), yardsticks.predicted()))
                      : PredictionSums.none(),
                  outside));
    }
    return all;
  }

  /** Rows at even distances, where so many of the partition come before the block. */
  private static Block kept(Block block, long before, int stride) {
    return block.rows(Yardsticks.kept(before, block.rows(), stride).toArray());
  }

  private static Compared compared(RowDensity reference, Block block, double[] nll, double offset) {
    double[] of = new double[nll.length];
    Arrays.setAll(of, row -> -reference.logDensity(block.values(), row * block.dim()) - offset);
    return new Compared(
        Moments.of(of.length, row -> of[row]), Moments.of(of.length, row -> of[row] - nll[row]));
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
}
