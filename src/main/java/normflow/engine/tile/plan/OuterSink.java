package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.kernel.Kernels;

/**
 * Sums over the rows of all products of two groups of columns: aᵀ b, by transposing the tile of the
 * smaller group, so that the sums of a row lie side by side.
 */
final class OuterSink implements Sink {

  private final float[] values;
  private final int[] targets;
  private final int width;
  private final int columns;
  private final Totals totals;
  private final Step step;

  /**
   * @param values what is written at the end
   * @param many columns whose numbers are read one by one
   * @param transposed columns whose tile is transposed
   * @param targets index in {@code values} of the product of {@code many.get(i)} and {@code
   *     transposed.get(j)}, at {@code i * transposed.size() + j}
   * @param scratch a buffer for the transposed tile, which no other step keeps anything in
   */
  OuterSink(
      float[] values,
      List<Place> many,
      List<Place> transposed,
      int[] targets,
      Kernels kernels,
      int rows,
      Scratch scratch) {
    this.values = values;
    this.targets = targets;
    this.columns = transposed.size();
    this.width = paddedWidth(columns);
    this.totals = new Totals(many.size() * width, 1);
    float[] parts = totals.parts();
    scratch.require(width * rows);
    List<Step> steps = new ArrayList<>();
    List<Run> sources =
        Run.split(transposed.size(), (first, i) -> Run.evenly(transposed, first, i));
    for (Run run : sources) {
      Place b = transposed.get(run.first());
      int stride = run.stride(transposed);
      int start = run.first();
      int filled = run.count();
      steps.add(
          (buffers, tile, count) ->
              kernels.transpose(
                  scratch.values(),
                  start,
                  width,
                  buffers[b.buffer()],
                  b.at(tile),
                  stride,
                  filled,
                  count));
    }
    for (Run run : Run.split(many.size(), (first, i) -> Run.evenly(many, first, i))) {
      Place a = many.get(run.first());
      int stride = run.stride(many);
      int at = run.first() * width;
      int taken = run.count();
      steps.add(
          (buffers, tile, count) ->
              kernels.addOuter(
                  parts,
                  at,
                  buffers[a.buffer()],
                  a.at(tile),
                  stride,
                  taken,
                  scratch.values(),
                  0,
                  width,
                  count));
    }
    this.step = Steps.all(steps);
  }

  private static int paddedWidth(int columns) {
    return (columns + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
  }

  /** Memory that steps share one after the other. */
  static final class Scratch {
    private float[] values = new float[0];

    void require(int size) {
      if (values.length < size) {
        values = new float[size];
      }
    }

    float[] values() {
      return values;
    }
  }

  @Override
  public void begin() {
    totals.begin();
  }

  @Override
  public Step step() {
    return step;
  }

  @Override
  public void flush() {
    totals.flush();
  }

  @Override
  public void finish() {
    totals.flush();
    for (int i = 0; i < targets.length; i++) {
      values[targets[i]] = (float) totals.totals()[i / columns * width + i % columns];
    }
  }
}
