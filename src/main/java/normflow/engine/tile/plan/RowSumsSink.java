package normflow.engine.tile.plan;

import java.util.List;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.kernel.Kernels;

/** Sums of columns over the rows. */
final class RowSumsSink implements Sink {

  private final UniformValue value;
  private final Totals totals;
  private final Step step;

  RowSumsSink(UniformValue value, List<Place> places, Kernels kernels) {
    this.value = value;
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
    totals.flush();
    float[] values = value.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) totals.totals()[i];
    }
  }
}
