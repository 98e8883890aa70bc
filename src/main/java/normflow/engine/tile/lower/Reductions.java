package normflow.engine.tile.lower;

import static normflow.engine.tile.kernel.Function.EQUAL;
import static normflow.engine.tile.kernel.Function.MAX;
import static normflow.engine.tile.kernel.Function.MULTIPLY;
import static normflow.engine.tile.kernel.Function.RECIPROCAL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.expression.Value.PerRow;

/**
 * Sums, means and maxima over dimensions, the batch's among them, and the chain rule through them.
 */
final class Reductions {

  private static final int ALL = Integer.MAX_VALUE;

  private Reductions() {}

  static List<Value> sum(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().dimensions());
    return List.of(sum(call, x, reduced, call.attributes().keepsDimensions()));
  }

  static List<Value> mean(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().dimensions());
    Value sum = sum(call, x, reduced, call.attributes().keepsDimensions());
    return List.of(overCount(call, sum, x, reduced));
  }

  static List<Value> sumDerivative(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().integers());
    return List.of(stretched(call, kept(call, call.input(1), x, reduced), x));
  }

  static List<Value> meanDerivative(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().integers());
    Value g = overCount(call, call.input(1), x, reduced);
    return List.of(stretched(call, kept(call, g, x, reduced), x));
  }

  /** Over dimensions after the batch's. */
  static List<Value> max(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().dimensions());
    Value largest = largest(call, x, reduced);
    if (call.attributes().keepsDimensions()) {
      return List.of(largest);
    }
    if (largest instanceof PerRow rows) {
      boolean[] inner = Arrays.copyOfRange(reduced, 1, reduced.length);
      return List.of(new PerRow(without(((PerRow) x).shape(), inner), rows.columns()));
    }
    UniformValue value = (UniformValue) largest;
    return List.of(
        call.expressions().reshaped(value, without(((UniformValue) x).shape(), reduced)));
  }

  /** The largest of each group, with extents of 1 where x is reduced. */
  private static Value largest(Call call, Value x, boolean[] reduced) {
    Expressions e = call.expressions();
    if (x instanceof PerRow rows) {
      if (reduced[0]) {
        throw call.unsupported("over the batch dimension");
      }
      Shape ones = ones(rows.shape(), Arrays.copyOfRange(reduced, 1, reduced.length));
      List<List<Column>> groups = groups(rows, ones);
      Value largest = null;
      for (int i = 0; i < groups.get(0).size(); i++) {
        int index = i;
        Value next = new PerRow(ones, groups.stream().map(group -> group.get(index)).toList());
        largest = largest == null ? next : e.apply(MAX, largest, next);
      }
      return largest;
    }
    UniformValue value = (UniformValue) x;
    Shape ones = ones(value.shape(), reduced);
    int[] targets = ones.indicesIn(value.shape());
    UniformValue.Rule rule =
        (arguments, out) -> {
          Arrays.fill(out, Float.NEGATIVE_INFINITY);
          for (int i = 0; i < targets.length; i++) {
            out[targets[i]] = Math.max(out[targets[i]], arguments[0][i]);
          }
        };
    return e.derived("max", ones, rule, value);
  }

  /** The gradient goes to what is as large as the largest. */
  static List<Value> maxDerivative(Call call) {
    Value x = call.input(0);
    boolean[] reduced = reduced(call, x, call.attributes().integers());
    Value g = stretched(call, kept(call, call.input(1), x, reduced), x);
    Value chosen = call.expressions().apply(EQUAL, x, largest(call, x, reduced));
    return List.of(call.expressions().apply(MULTIPLY, chosen, g));
  }

  /** Which dimensions of x, the batch first, a reduction runs over. */
  private static boolean[] reduced(Call call, Value x, List<Integer> dimensions) {
    boolean[] reduced = new boolean[x.rank()];
    if (dimensions.isEmpty() || dimensions.get(0) == ALL) {
      Arrays.fill(reduced, true);
      return reduced;
    }
    for (int dimension : dimensions) {
      int index = dimension < 0 ? dimension + x.rank() : dimension;
      if (index < 0 || index >= x.rank()) {
        throw call.unsupported("over dimension " + dimension);
      }
      reduced[index] = true;
    }
    return reduced;
  }

  private static Value sum(Call call, Value x, boolean[] reduced, boolean keep) {
    Expressions e = call.expressions();
    if (x instanceof PerRow rows) {
      boolean[] inner = Arrays.copyOfRange(reduced, 1, reduced.length);
      Shape ones = ones(rows.shape(), inner);
      List<Column> sums = e.sums(groups(rows, ones));
      Shape shape = keep ? ones : without(rows.shape(), inner);
      return reduced[0]
          ? e.rowSums(keep ? shape.padded(shape.rank() + 1) : shape, sums)
          : new PerRow(shape, sums);
    }
    UniformValue value = (UniformValue) x;
    Shape ones = ones(value.shape(), reduced);
    UniformValue sum = uniformSum(e, value, ones);
    return keep ? sum : e.reshaped(sum, without(value.shape(), reduced));
  }

  /** The columns that are added for each element of the smaller shape. */
  private static List<List<Column>> groups(PerRow rows, Shape smaller) {
    List<List<Column>> groups = new ArrayList<>();
    IntStream.range(0, smaller.size()).forEach(i -> groups.add(new ArrayList<>()));
    int[] targets = smaller.indicesIn(rows.shape());
    for (int i = 0; i < targets.length; i++) {
      groups.get(targets[i]).add(rows.columns().get(i));
    }
    return groups;
  }

  private static UniformValue uniformSum(Expressions e, UniformValue value, Shape smaller) {
    if (smaller.size() == value.size()) {
      return e.reshaped(value, smaller);
    }
    int[] targets = smaller.indicesIn(value.shape());
    UniformValue.Rule rule =
        (arguments, out) -> {
          Arrays.fill(out, 0);
          for (int i = 0; i < targets.length; i++) {
            out[targets[i]] += arguments[0][i];
          }
        };
    return e.derived("sum", smaller, rule, value);
  }

  private static Shape ones(Shape shape, boolean[] reduced) {
    return new Shape(
        IntStream.range(0, shape.rank())
            .mapToObj(i -> reduced[i] ? Integer.valueOf(1) : shape.extents().get(i))
            .toList());
  }

  private static Shape without(Shape shape, boolean[] reduced) {
    return new Shape(
        IntStream.range(0, shape.rank())
            .filter(i -> !reduced[i])
            .mapToObj(shape.extents()::get)
            .toList());
  }

  /** A value over the number of elements of x that were added for each of its own. */
  private static Value overCount(Call call, Value value, Value x, boolean[] reduced) {
    Expressions e = call.expressions();
    Shape shape = x instanceof PerRow rows ? rows.shape() : ((UniformValue) x).shape();
    int first = x instanceof PerRow ? 1 : 0;
    double count = 1;
    for (int i = 0; i < shape.rank(); i++) {
      count *= reduced[first + i] ? shape.extent(i) : 1;
    }
    Value scaled = e.scaled(value, 1 / count);
    return x instanceof PerRow && reduced[0]
        ? e.apply(MULTIPLY, scaled, e.apply(RECIPROCAL, e.rowCount()))
        : scaled;
  }

  /** The gradient of a reduction with extents of 1 where x was reduced. */
  private static Value kept(Call call, Value g, Value x, boolean[] reduced) {
    if (x instanceof PerRow rows) {
      Shape ones = ones(rows.shape(), Arrays.copyOfRange(reduced, 1, reduced.length));
      if (g instanceof PerRow gradient) {
        return new PerRow(ones, gradient.columns());
      }
      return call.expressions().reshaped((UniformValue) g, ones.padded(ones.rank() + 1));
    }
    Shape ones = ones(((UniformValue) x).shape(), reduced);
    return call.expressions().reshaped((UniformValue) g, ones);
  }

  /** A value repeated to the shape of another. */
  static Value stretched(Call call, Value value, Value like) {
    if (like instanceof PerRow rows) {
      Shape own =
          value instanceof PerRow given
              ? given.shape()
              : ((UniformValue) value).shape().padded(like.rank()).withoutFirst();
      List<Column> columns = Expressions.columnsOf(value);
      return new PerRow(
          rows.shape(),
          Arrays.stream(own.indicesIn(rows.shape())).<Column>mapToObj(columns::get).toList());
    }
    UniformValue uniform = (UniformValue) value;
    Shape shape = ((UniformValue) like).shape();
    if (uniform.shape().equals(shape)) {
      return uniform;
    }
    int[] sources = uniform.shape().indicesIn(shape);
    UniformValue.Rule rule =
        (arguments, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = arguments[0][sources[i]];
          }
        };
    return call.expressions().derived("stretch", shape, rule, uniform);
  }

  /** The gradient of an argument that was stretched: summed over what it was stretched to. */
  static Value unstretched(Call call, Value g, Value like) {
    Expressions e = call.expressions();
    if (like instanceof PerRow rows) {
      Value full = g instanceof PerRow ? g : stretched(call, g, like);
      return new PerRow(rows.shape(), e.sums(groups((PerRow) full, rows.shape())));
    }
    Shape shape = ((UniformValue) like).shape();
    if (g instanceof PerRow rows) {
      Shape inner = shape.padded(rows.rank()).withoutFirst();
      return e.rowSums(shape, e.sums(groups(rows, inner)));
    }
    return uniformSum(e, (UniformValue) g, shape);
  }
}
