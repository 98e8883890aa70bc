package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.order.Place;
import normflow.engine.tile.order.Run;

/** Sums over the rows of products of few columns with others, each product kept by itself. */
final class DotsSink implements Sink {

  private final float[] values;
  private final int[] targets;
  private final Totals totals;
  private final Step step;

  /**
   * @param values what is written at the end
   * @param few the columns of one side
   * @param others those of the other
   * @param targets index in {@code values} of the product of {@code few.get(i)} and {@code
   *     others.get(j)}, at {@code i * others.size() + j}
   */
  DotsSink(float[] values, List<Place> few, List<Place> others, int[] targets, Kernels kernels) {
    this.values = values;
    this.targets = targets;
    this.totals = new Totals(targets.length, Kernels.LANES);
    float[] parts = totals.parts();
    List<Step> steps = new ArrayList<>();
    for (Run run : Run.split(others.size(), (first, i) -> Run.evenly(others, first, i))) {
      Place b = others.get(run.first());
      int stride = run.stride(others);
      int columns = run.count();
      for (int i = 0; i < few.size(); i++) {
        Place a = few.get(i);
        int at = (i * others.size() + run.first()) * Kernels.LANES;
        steps.add(
            (buffers, tile, count) ->
                kernels.addDots(
                    parts,
                    at,
                    buffers[a.buffer()],
                    a.at(tile),
                    buffers[b.buffer()],
                    b.at(tile),
                    stride,
                    columns,
                    count));
      }
    }
    this.step = Steps.all(steps);
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
    totals.write(0, targets.length, values, targets, 0);
  }
}
