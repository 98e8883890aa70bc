package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.Moments;
import normflow.flow.Quadrature;
import normflow.model.Model;

/**
 * What a partition adds up for {@link Predictions}, in the units of the input.
 *
 * @param crps moments of the continuous ranked probability scores
 * @param squares moments of the squared distances from the predictive mean
 * @param pit rows whose probability integral transform lies in each of {@link #PARTS} equal parts
 */
record PredictionSums(Moments crps, Moments squares, long[] pit) implements Serializable {

  static final int PARTS = 20;

  static PredictionSums none() {
    return new PredictionSums(Moments.empty(1), Moments.empty(1), new long[PARTS]);
  }

  /**
   * Whether predictions can be made: of one column of free numbers, given others, from a base with
   * quantiles.
   */
  static boolean areOf(Model model) {
    return model.flow().context() > 0
        && model.standardization().types().isEmpty()
        && model.flow().dim() == 1
        && Quantiles.standard(model).isPresent();
  }

  /** The sums over standardised rows. */
  static PredictionSums of(Engine engine, Model model, Block rows) {
    Quantiles quantiles = Quantiles.standard(model).orElseThrow();
    Quantiles.Found found = quantiles.found(engine, rows);
    double scale = model.standardization().scale()[0];
    double[] crps = new double[rows.rows()];
    double[] squares = new double[rows.rows()];
    long[] pit = new long[PARTS];
    for (int row = 0; row < crps.length; row++) {
      double[] of = new double[quantiles.count()];
      for (int i = 0; i < of.length; i++) {
        of[i] = found.quantiles()[row * of.length + i];
      }
      double y = rows.values()[row * rows.dim()];
      crps[row] = scale * Quadrature.STANDARD.crps(of, y);
      squares[row] = Math.pow(scale * (Quadrature.STANDARD.mean(of) - y), 2);
      pit[Math.min(PARTS - 1, (int) (PARTS * found.cumulative()[row]))]++;
    }
    return new PredictionSums(
        Moments.of(crps.length, row -> crps[row]),
        Moments.of(squares.length, row -> squares[row]),
        pit);
  }

  PredictionSums merge(PredictionSums other) {
    long[] both = pit.clone();
    Arrays.setAll(both, part -> pit[part] + other.pit[part]);
    return new PredictionSums(crps.merge(other.crps), squares.merge(other.squares), both);
  }
}
