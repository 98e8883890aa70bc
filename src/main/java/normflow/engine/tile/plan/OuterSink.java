package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.kernel.Lines;
import normflow.engine.tile.order.Place;
import normflow.engine.tile.order.Run;

/**
 * Sums over the rows of all products of two groups of columns, one of which lies side by side for
 * each row, transposed or computed so.
 */
final class OuterSink implements Sink {

  private final float[] values;
  private final int[] targets;
  private final int width;
  private final int columns;
  private final Totals totals;
  private final Step step;

  /**
   * Sums into {@code values}.
   *
   * @param values what is written at the end
   * @param many columns whose numbers are read one by one
   * @param columns number of columns that lie side by side for each row
   * @param width distance of rows
   * @param fill writes those rows to the scratch memory
   * @param targets index in {@code values} of the product of {@code many.get(i)} and column j of
   *     the others, at {@code i * columns + j}
   * @param strips what is read of each of {@code many}; the rest stays zero
   * @param scratch memory that no step keeps anything in
   */
  OuterSink(
      float[] values,
      List<Place> many,
      int columns,
      int width,
      Step fill,
      int[] targets,
      ReadStrips strips,
      Kernels kernels,
      Scratch scratch) {
    this.values = values;
    this.targets = targets;
    this.columns = columns;
    this.width = width;
    this.totals = new Totals(many.size() * width, 1);
    float[] parts = totals.parts();
    List<Step> steps = new ArrayList<>();
    steps.add(fill);
    for (Run run :
        Run.split(
            many.size(), (first, i) -> Run.evenly(many, first, i) && strips.alike(first, i + 1))) {
      Place a = many.get(run.first());
      int stride = run.stride(many);
      int taken = run.count();
      int start = strips.start(run.first());
      int read = strips.end(run.first()) - start;
      int at = run.first() * width + start;
      if (read > 0) {
        steps.add(
            (buffers, tile, count) ->
                kernels.addOuter(
                    new Lines(parts, at, width),
                    a.lines(buffers, tile, stride),
                    taken,
                    new Lines(scratch.values(), start, width),
                    read,
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
    for (int i = 0; i < targets.length / columns; i++) {
      totals.write(i * width, columns, values, targets, i * columns);
    }
  }
}
