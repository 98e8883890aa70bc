package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.order.Place;

/** The rows of a call on their way into columns, and those of its results on their way out. */
final class RowAccess {

  private static final float[] NONE = new float[0];

  private static final class Target {
    private float[] values = NONE;
  }

  private final Map<String, Target> targets = new LinkedHashMap<>();
  private float[] input = NONE;

  /** The names of results. */
  Collection<String> names() {
    return List.copyOf(targets.keySet());
  }

  void open(float[] rows, Map<String, float[]> arrays) {
    input = rows;
    targets.forEach((name, target) -> target.values = arrays.get(name));
  }

  void close() {
    input = NONE;
    targets.values().forEach(target -> target.values = NONE);
  }

  /** Columns of the input. Rows that a tile lacks repeat its last one. */
  Step load(Operation.Input operation, List<Computed> results, Layout.Phase layout) {
    int width = operation.results().size();
    int rows = layout.rows();
    List<Step> steps = new ArrayList<>();
    for (Computed result : results) {
      Place place = layout.place(result);
      int column = result.index();
      steps.add(
          (buffers, tile, count) -> {
            float[] to = buffers[place.buffer()];
            int at = place.at(tile);
            int from = tile * rows * width + column;
            for (int r = 0; r < rows; r++) {
              to[at + r] = input[from + Math.min(r, count - 1) * width];
            }
          });
    }
    return Steps.all(steps);
  }

  /** Columns to row-major rows. */
  Step deliver(String name, List<Place> columns, int rows) {
    Target target = new Target();
    targets.put(name, target);
    int width = columns.size();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      Place place = columns.get(i);
      int column = i;
      steps.add(
          (buffers, tile, count) -> {
            float[] from = buffers[place.buffer()];
            int at = place.at(tile);
            int to = tile * rows * width + column;
            for (int r = 0; r < count; r++) {
              target.values[to + r * width] = from[at + r];
            }
          });
    }
    return Steps.all(steps);
  }
}
