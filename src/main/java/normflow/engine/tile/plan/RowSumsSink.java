package normflow.engine.tile.plan;

import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.order.Place;
import normflow.engine.tile.order.Run;

/** Sums of columns over the rows. */
final class RowSumsSink implements Sink {

  private final UniformValue value;
  private final int[] targets;
  private final Totals totals;
  private final Step step;

  RowSumsSink(UniformValue value, List<Place> places, Kernels kernels) {
    this.value = value;
    this.targets = IntStream.range(0, value.size()).toArray();
    this.totals = new Totals(value.size(), Kernels.LANES);
    List<Run> runs = Run.split(places.size(), (first, i) -> Run.evenly(places, first, i));
    float[] parts = totals.parts();
    this.step =
        Steps.all(
            runs.stream()
                .<Step>map(
                    run -> {
                      Place b = places.get(run.first());
                      int stride = run.stride(places);
                      int at = run.first() * Kernels.LANES;
                      int columns = run.count();
                      return (buffers, tile, count) ->
                          kernels.addSums(
                              parts, at, buffers[b.buffer()], b.at(tile), stride, columns, count);
                    })
                .toList());
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
    totals.write(0, targets.length, value.values(), targets, 0);
  }
}
