package normflow.spark.evaluate;

import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.model.Model;

/** What a flow makes of the same draws of its base, given one context or another. */
public final class Images {

  /** Draws that are mapped together. */
  private static final int MOST = 65_536;

  private Images() {}

  /**
   * For each row the images of the draws, (rows, draws, dim), standardised.
   *
   * @param draws of the base, each of as many values as it has for a draw
   * @param contexts of the rows, standardised: (rows, context)
   */
  public static float[] of(Engine engine, Model model, float[] draws, float[] contexts, int rows) {
    int context = model.flow().context();
    int dim = model.flow().dim();
    int width = model.flow().drawnWidth();
    int drawn = width - context;
    int each = draws.length / drawn;
    float[] all = new float[Math.multiplyExact(Math.multiplyExact(rows, each), dim)];
    int most = Math.max(1, MOST / each);
    for (int start = 0; start < rows; start += most) {
      int count = Math.min(most, rows - start) * each;
      Block block = Block.zeros(count, width);
      for (int i = 0; i < count; i++) {
        System.arraycopy(draws, i % each * drawn, block.values(), i * width, drawn);
        int row = start + i / each;
        System.arraycopy(contexts, row * context, block.values(), i * width + drawn, context);
      }
      float[] found = engine.toData(model.parameters(), block).values();
      System.arraycopy(found, 0, all, start * each * dim, found.length);
    }
    return all;
  }
}
