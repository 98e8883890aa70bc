package normflow.spark.evaluate;

import java.util.Arrays;
import java.util.Optional;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.model.Model;

/** What a flow of one column makes of the same values of its base, given one context or another. */
public final class Images {

  /** Rows of the base that are mapped together. */
  private static final int MOST = 65_536;

  private Images() {}

  /**
   * The quantiles of the base of a model of one column, if they are known.
   *
   * @param probabilities above 0 and below 1
   */
  public static Optional<float[]> base(Model model, double[] probabilities) {
    return model
        .flow()
        .baseDistribution(model.parameters())
        .map(
            distribution -> {
              double[] exact = Arrays.stream(probabilities).map(distribution::quantile).toArray();
              float[] base = new float[exact.length];
              for (int i = 0; i < base.length; i++) {
                base[i] = (float) exact[i];
              }
              return base;
            });
  }

  /**
   * For each row the images of the base values, (rows, values), standardised.
   *
   * @param base values
   * @param contexts of the rows, standardised: (rows, context)
   */
  public static float[] of(Engine engine, Model model, float[] base, float[] contexts, int rows) {
    int context = model.flow().context();
    int width = 1 + context;
    float[] all = new float[Math.multiplyExact(rows, base.length)];
    int most = Math.max(1, MOST / base.length);
    for (int start = 0; start < rows; start += most) {
      int count = Math.min(most, rows - start) * base.length;
      Block block = Block.zeros(count, width);
      for (int i = 0; i < count; i++) {
        block.values()[i * width] = base[i % base.length];
        int row = start + i / base.length;
        System.arraycopy(contexts, row * context, block.values(), i * width + 1, context);
      }
      float[] found = engine.toData(model.parameters(), block).values();
      System.arraycopy(found, 0, all, start * base.length, found.length);
    }
    return all;
  }
}
