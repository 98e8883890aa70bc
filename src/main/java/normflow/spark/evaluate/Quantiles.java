package normflow.spark.evaluate;

import java.util.Arrays;
import java.util.Optional;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.flow.Base.Distribution;
import normflow.flow.MixtureOfFlows;
import normflow.flow.Quadrature;
import normflow.model.Model;

/**
 * Quantiles of a model of one column given its context, standardised. A flow of one column is
 * increasing: they are those of its base, mapped. Those of a mixture are found between its members'
 * by {@link MixtureQuantiles}.
 */
public final class Quantiles {

  private final Model model;
  private final double[] probabilities;
  private final Optional<MixtureQuantiles> mixture;
  private final float[] draws;

  private Quantiles(Model model, double[] probabilities, Optional<MixtureQuantiles> mixture) {
    this.model = model;
    this.probabilities = probabilities;
    this.mixture = mixture;
    this.draws = mixture.map(MixtureQuantiles::draws).orElseGet(() -> draws(model, probabilities));
  }

  private static float[] draws(Model model, double[] probabilities) {
    Distribution base = model.flow().baseDistribution(model.parameters()).orElseThrow();
    double[] exact = Arrays.stream(probabilities).map(base::quantile).toArray();
    float[] draws = new float[exact.length];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = (float) exact[i];
    }
    return draws;
  }

  /**
   * Those of a model, if its base knows its own.
   *
   * @param probabilities above 0 and below 1
   */
  public static Optional<Quantiles> of(Model model, double[] probabilities) {
    if (model.flow().base() instanceof MixtureOfFlows) {
      return MixtureQuantiles.of(model.flow(), model.parameters())
          .map(mixture -> new Quantiles(model, probabilities, Optional.of(mixture)));
    }
    return model.flow().baseDistribution(model.parameters()).isPresent()
        ? Optional.of(new Quantiles(model, probabilities, Optional.empty()))
        : Optional.empty();
  }

  /** Those that integrals are made of. */
  static Optional<Quantiles> standard(Model model) {
    return of(model, Quadrature.STANDARD.probabilities());
  }

  /** How many each row has. */
  public int count() {
    return probabilities.length;
  }

  /**
   * The quantiles of each row, (rows, {@link #count}).
   *
   * @param contexts of the rows, standardised: (rows, context)
   */
  public float[] of(Engine engine, float[] contexts, int rows) {
    float[] images = Images.of(engine, model, draws, contexts, rows);
    return mixture.map(members -> members.quantiles(images, rows, probabilities)).orElse(images);
  }

  /**
   * What is expected of rows, and where they lie in it.
   *
   * @param quantiles of each row, (rows, {@link #count})
   * @param cumulative the probability of less than each row's value, given its context
   */
  record Found(float[] quantiles, double[] cumulative) {}

  /** The quantiles given the contexts of rows, and the probabilities of less than their values. */
  Found found(Engine engine, Block rows) {
    int count = rows.rows();
    double[] cumulative = new double[count];
    float[] images = Images.of(engine, model, draws, contexts(rows), count);
    if (mixture.isPresent()) {
      int each = images.length / Math.max(1, count);
      Arrays.setAll(
          cumulative,
          row -> mixture.get().cumulative(images, row * each, rows.values()[row * rows.dim()]));
      return new Found(mixture.get().quantiles(images, count, probabilities), cumulative);
    }
    Distribution base = model.flow().baseDistribution(model.parameters()).orElseThrow();
    float[] latent = engine.toBase(model.parameters(), rows).values();
    Arrays.setAll(cumulative, row -> base.cumulative(latent[row]));
    return new Found(images, cumulative);
  }

  /** The columns behind the first. */
  private static float[] contexts(Block rows) {
    int context = rows.dim() - 1;
    float[] contexts = new float[rows.rows() * context];
    for (int row = 0; row < rows.rows(); row++) {
      System.arraycopy(rows.values(), row * rows.dim() + 1, contexts, row * context, context);
    }
    return contexts;
  }
}
