package normflow.engine.tile.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.expression.Value.PerRow;

/**
 * Operations that move elements. Of columns they compute nothing: a result is a list of columns
 * that exist. The batch dimension stays the first and whole.
 */
final class Shapes {

  private Shapes() {}

  /**
   * To a shape that is given, or to that of another value: of {@code shape_of} the value itself
   * stands for its shape.
   */
  static List<Value> reshape(Call call) {
    if (call.inputs().size() == 2) {
      return List.of(shapedLike(call, call.input(0), call.input(1)));
    }
    List<Integer> given = new ArrayList<>(call.attributes().integers());
    // A first negative number below -1 is the memory order of the array.
    if (!given.isEmpty() && given.get(0) < -1) {
      given.remove(0);
    }
    if (given.isEmpty()) {
      throw call.unsupported("to a shape that is computed");
    }
    return List.of(reshaped(call, call.input(0), given));
  }

  private static Value shapedLike(Call call, Value x, Value like) {
    if (x instanceof PerRow rows && like instanceof PerRow other) {
      return new PerRow(other.shape(), rows.columns());
    }
    if (x instanceof UniformValue value && like instanceof UniformValue other) {
      return call.expressions().reshaped(value, other.shape());
    }
    throw call.unsupported("to a shape that is computed");
  }

  private static Value reshaped(Call call, Value x, List<Integer> given) {
    if (x instanceof PerRow rows) {
      if (given.get(0) != -1) {
        throw call.unsupported("of (batch)" + rows.shape() + " to " + given);
      }
      Shape shape = new Shape(given.subList(1, given.size()));
      if (given.lastIndexOf(-1) > 0 || shape.size() != rows.shape().size()) {
        throw call.unsupported("of (batch)" + rows.shape() + " to " + given);
      }
      return new PerRow(shape, rows.columns());
    }
    UniformValue value = (UniformValue) x;
    int known = given.stream().filter(extent -> extent > 0).reduce(1, (a, b) -> a * b);
    List<Integer> extents =
        given.stream().map(extent -> extent == -1 ? value.size() / known : extent).toList();
    Shape shape = new Shape(extents);
    if (shape.size() != value.size()) {
      throw call.unsupported("of " + value.shape() + " to " + given);
    }
    return call.expressions().reshaped(value, shape);
  }

  static List<Value> expand(Call call) {
    Value x = call.input(0);
    int axis = call.integer(0, -1);
    int at = axis < 0 ? axis + x.rank() + 1 : axis;
    if (x instanceof PerRow rows) {
      if (at < 1) {
        throw call.unsupported("before the batch dimension");
      }
      List<Integer> extents = new ArrayList<>(rows.shape().extents());
      extents.add(at - 1, 1);
      return List.of(new PerRow(new Shape(extents), rows.columns()));
    }
    UniformValue value = (UniformValue) x;
    List<Integer> extents = new ArrayList<>(value.shape().extents());
    extents.add(at, 1);
    return List.of(call.expressions().reshaped(value, new Shape(extents)));
  }

  static List<Value> squeeze(Call call) {
    Value x = call.input(0);
    int axis = call.integer(0, -1);
    int at = axis < 0 ? axis + x.rank() : axis;
    if (x instanceof PerRow rows) {
      if (at < 1 || rows.shape().extent(at - 1) != 1) {
        throw call.unsupported("of dimension " + axis);
      }
      List<Integer> extents = new ArrayList<>(rows.shape().extents());
      extents.remove(at - 1);
      return List.of(new PerRow(new Shape(extents), rows.columns()));
    }
    UniformValue value = (UniformValue) x;
    if (value.shape().extent(at) != 1) {
      throw call.unsupported("of dimension " + axis);
    }
    List<Integer> extents = new ArrayList<>(value.shape().extents());
    extents.remove(at);
    return List.of(call.expressions().reshaped(value, new Shape(extents)));
  }

  static List<Value> concat(Call call) {
    List<PerRow> parts = parts(call, call.inputs());
    int axis = axis(call, parts.get(0));
    List<Integer> extents = new ArrayList<>(parts.get(0).shape().extents());
    extents.set(axis, parts.stream().mapToInt(part -> part.shape().extent(axis)).sum());
    Shape shape = new Shape(extents);
    Column[] columns = new Column[shape.size()];
    int first = 0;
    for (PerRow part : parts) {
      int[] places = places(shape, part.shape(), axis, first, 1);
      IntStream.range(0, places.length).forEach(i -> columns[places[i]] = part.columns().get(i));
      first += part.shape().extent(axis);
    }
    return List.of(new PerRow(shape, List.of(columns)));
  }

  static List<Value> concatDerivative(Call call) {
    List<Value> inputs = call.inputs();
    List<PerRow> parts = parts(call, inputs);
    PerRow g = parts.get(parts.size() - 1);
    int axis = axis(call, g);
    List<Value> results = new ArrayList<>();
    int first = 0;
    for (PerRow part : parts.subList(0, parts.size() - 1)) {
      int[] places = places(g.shape(), part.shape(), axis, first, 1);
      results.add(new PerRow(part.shape(), picked(g.columns(), places)));
      first += part.shape().extent(axis);
    }
    return results;
  }

  private static List<PerRow> parts(Call call, List<Value> values) {
    return values.stream()
        .map(
            value -> {
              if (value instanceof PerRow rows) {
                return rows;
              }
              throw call.unsupported("of values without a batch dimension");
            })
        .toList();
  }

  private static int axis(Call call, PerRow like) {
    int axis = call.integer(0, -1);
    int at = (axis < 0 ? axis + like.rank() : axis) - 1;
    if (at < 0) {
      throw call.unsupported("along the batch dimension");
    }
    return at;
  }

  /** Integers: first index of each dimension, then sizes, -1 for the rest. */
  static List<Value> slice(Call call) {
    if (call.input(0) instanceof UniformValue value) {
      return List.of(uniformSlice(call, value));
    }
    Window window = window(call, call.input(0));
    return List.of(window.of(call.input(0)));
  }

  private static UniformValue uniformSlice(Call call, UniformValue value) {
    int rank = value.rank();
    List<Integer> given = call.attributes().integers();
    if (given.size() != 2 * rank) {
      throw call.unsupported("of " + value.shape() + " with " + given);
    }
    List<Integer> size = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int extent = given.get(rank + i);
      size.add(extent == -1 ? value.shape().extent(i) - given.get(i) : extent);
    }
    Window window = new Window(given.subList(0, rank), size, ones(rank));
    int[] places = window.places(value.shape());
    UniformValue.Rule rule =
        (arguments, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = arguments[0][places[i]];
          }
        };
    return call.expressions()
        .derived(List.of("slice", given), new Shape(window.size()), rule, value);
  }

  private static List<Integer> ones(int count) {
    return Collections.nCopies(count, 1);
  }

  static List<Value> sliceDerivative(Call call) {
    Window window = window(call, call.input(0));
    return List.of(window.into(call.input(0), call.input(1)));
  }

  private static Window window(Call call, Value x) {
    if (!(x instanceof PerRow rows) || call.attributes().integers().size() != 2 * x.rank()) {
      throw call.unsupported("of these arguments");
    }
    int rank = x.rank();
    if (call.integer(0, 0) != 0 || call.integer(rank, 0) != -1) {
      throw call.unsupported("of the batch dimension");
    }
    List<Integer> first = new ArrayList<>();
    List<Integer> size = new ArrayList<>();
    for (int i = 1; i < rank; i++) {
      int from = call.integer(i, 0);
      int extent = call.integer(rank + i, 0);
      first.add(from);
      size.add(extent == -1 ? rows.shape().extent(i - 1) - from : extent);
    }
    return new Window(first, size, ones(size.size()));
  }

  /**
   * Integers: five bit masks (begin, ellipsis, end, new axis, shrink), then first indices, ends and
   * strides.
   */
  static List<Value> stridedSlice(Call call) {
    Window window = stridedWindow(call, call.input(0));
    return List.of(window.of(call.input(0)));
  }

  static List<Value> stridedSliceDerivative(Call call) {
    Window window = stridedWindow(call, call.input(0));
    return List.of(window.into(call.input(0), call.input(1)));
  }

  private static Window stridedWindow(Call call, Value x) {
    int rank = x.rank();
    if (!(x instanceof PerRow rows) || call.attributes().integers().size() != 5 + 3 * rank) {
      throw call.unsupported("of these arguments");
    }
    int begins = call.integer(0, 0);
    int ends = call.integer(2, 0);
    boolean wholeBatch = (begins & 1) != 0 && (ends & 1) != 0 && call.integer(5 + 2 * rank, 0) == 1;
    if (call.integer(1, 0) != 0
        || call.integer(3, 0) != 0
        || call.integer(4, 0) != 0
        || !wholeBatch) {
      throw call.unsupported("with these masks");
    }
    List<Integer> first = new ArrayList<>();
    List<Integer> size = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int i = 1; i < rank; i++) {
      int extent = rows.shape().extent(i - 1);
      int step = call.integer(5 + 2 * rank + i, 1);
      int from = (begins >> i & 1) != 0 ? 0 : index(call.integer(5 + i, 0), extent);
      int to = (ends >> i & 1) != 0 ? extent : index(call.integer(5 + rank + i, 0), extent);
      if (step < 1) {
        throw call.unsupported("with stride " + step);
      }
      first.add(from);
      size.add((to - from + step - 1) / step);
      steps.add(step);
    }
    return new Window(first, size, steps);
  }

  private static int index(int given, int extent) {
    return Math.min(extent, given < 0 ? given + extent : given);
  }

  private static int[] places(Shape whole, Shape part, int axis, int first, int step) {
    List<Integer> from = new ArrayList<>(Collections.nCopies(part.rank(), 0));
    from.set(axis, first);
    return new Window(from, part.extents(), Collections.nCopies(part.rank(), step)).places(whole);
  }

  static List<Column> picked(List<Column> columns, int[] places) {
    return IntStream.of(places).<Column>mapToObj(columns::get).toList();
  }
}
