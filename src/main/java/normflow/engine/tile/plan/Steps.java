package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.kernel.Function;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.kernel.Kernels.Start;

/** Writes operations as kernel calls on places. */
final class Steps {

  private static final float[] NO_BIAS = new float[0];

  private final Layout layout;
  private final Kernels kernels;
  private final int rows;

  Steps(Layout layout, Kernels kernels) {
    this.layout = layout;
    this.kernels = kernels;
    this.rows = layout.rows();
  }

  /** The steps one after the other. */
  static Step all(List<Step> steps) {
    if (steps.size() == 1) {
      return steps.get(0);
    }
    Step[] array = steps.toArray(Step[]::new);
    return (buffers, tile, count) -> {
      for (Step step : array) {
        step.run(buffers, tile, count);
      }
    };
  }

  /** Computes the needed results of an operation other than the input. */
  List<Step> compute(Operation operation, List<Computed> results) {
    List<Place> out = layout.places(results);
    List<Integer> indices = results.stream().map(Computed::index).toList();
    if (operation instanceof Operation.Map map) {
      List<Place> a = layout.places(indices.stream().map(map.a()::get).toList());
      return map.b().isEmpty()
          ? unary(map, out, a)
          : binary(map, out, a, layout.places(indices.stream().map(map.b()::get).toList()));
    } else if (operation instanceof Operation.Sum sum) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < out.size(); i++) {
        steps.addAll(sum(out.get(i), layout.places(sum.terms().get(indices.get(i)))));
      }
      return steps;
    } else if (operation instanceof Operation.Product product) {
      return product(product, out, indices);
    }
    throw new IllegalArgumentException("no kernel for " + operation.getClass());
  }

  private List<Step> unary(Operation.Map map, List<Place> out, List<Place> a) {
    Function f = map.function();
    float parameter = map.parameter();
    List<Step> steps = new ArrayList<>();
    for (Run run : Run.split(out.size(), (first, i) -> next(out, i) && next(a, i))) {
      Place to = out.get(run.first());
      Place from = a.get(run.first());
      int n = run.count() * rows;
      steps.add(
          (buffers, tile, count) ->
              kernels.unary(
                  f,
                  parameter,
                  buffers[to.buffer()],
                  to.at(tile),
                  buffers[from.buffer()],
                  from.at(tile),
                  n));
    }
    return steps;
  }

  private List<Step> binary(Operation.Map map, List<Place> out, List<Place> a, List<Place> b) {
    Function f = map.function();
    float parameter = map.parameter();
    List<Step> steps = new ArrayList<>();
    for (Run run : Run.split(out.size(), (first, i) -> next(out, i) && next(a, i) && next(b, i))) {
      Place to = out.get(run.first());
      Place left = a.get(run.first());
      Place right = b.get(run.first());
      int n = run.count() * rows;
      steps.add(
          (buffers, tile, count) ->
              kernels.binary(
                  f,
                  parameter,
                  buffers[to.buffer()],
                  to.at(tile),
                  buffers[left.buffer()],
                  left.at(tile),
                  buffers[right.buffer()],
                  right.at(tile),
                  n));
    }
    return steps;
  }

  private boolean next(List<Place> places, int i) {
    return Run.follows(places, i, rows);
  }

  /** The first two terms, then one run of terms after the other. */
  private List<Step> sum(Place out, List<Place> terms) {
    List<Step> steps = new ArrayList<>();
    List<Run> runs = Run.split(terms.size(), (first, i) -> Run.evenly(terms, first, i));
    for (Run run : runs) {
      Place a = terms.get(run.first());
      int stride = run.stride(terms);
      int columns = run.count();
      if (run.first() == 0) {
        steps.add(
            (buffers, tile, count) ->
                kernels.sumColumns(
                    buffers[out.buffer()],
                    out.at(tile),
                    buffers[a.buffer()],
                    a.at(tile),
                    stride,
                    columns,
                    rows));
      } else {
        for (int i = run.first(); i < run.first() + columns; i++) {
          Place term = terms.get(i);
          steps.add(
              (buffers, tile, count) ->
                  kernels.binary(
                      Function.ADD,
                      0,
                      buffers[out.buffer()],
                      out.at(tile),
                      buffers[out.buffer()],
                      out.at(tile),
                      buffers[term.buffer()],
                      term.at(tile),
                      rows));
        }
      }
    }
    return steps;
  }

  private List<Step> product(Operation.Product product, List<Place> out, List<Integer> indices) {
    List<Place> a = layout.places(product.a());
    List<Integer> matrixRows = product.matrix().rows();
    List<Integer> matrixColumns = indices.stream().map(product.matrix().columns()::get).toList();
    List<Column.Uniform> bias =
        product.bias().isEmpty() ? List.of() : indices.stream().map(product.bias()::get).toList();
    List<Run> inner =
        Run.split(
            a.size(),
            (first, i) -> Run.evenly(a, first, i) && Run.evenlySpaced(matrixRows, first, i));
    List<Run> outer =
        Run.split(
            out.size(),
            (first, i) ->
                Run.evenlySpaced(matrixColumns, first, i) && (bias.isEmpty() || next2(bias, i)));
    float[] matrix = product.matrix().value().values();
    List<Step> steps = new ArrayList<>();
    for (Run columns : outer) {
      Place c = out.get(columns.first());
      float[] biasValues = bias.isEmpty() ? NO_BIAS : bias.get(columns.first()).value().values();
      int biasAt = bias.isEmpty() ? 0 : bias.get(columns.first()).index();
      int columnStep = columns.step(matrixColumns);
      int columnCount = columns.count();
      for (Run terms : inner) {
        boolean first = terms.first() == 0;
        boolean last = terms.first() + terms.count() == a.size();
        Place from = a.get(terms.first());
        int stride = terms.stride(a);
        int rowStep = terms.step(matrixRows);
        int matrixAt = matrixRows.get(terms.first()) + matrixColumns.get(columns.first());
        Start start = first ? (bias.isEmpty() ? Start.ZERO : Start.BIAS) : Start.RESULT;
        float slope = last ? product.slope() : 1;
        int termCount = terms.count();
        steps.add(
            (buffers, tile, count) ->
                kernels.product(
                    buffers[c.buffer()],
                    c.at(tile),
                    buffers[from.buffer()],
                    from.at(tile),
                    stride,
                    matrix,
                    matrixAt,
                    rowStep,
                    columnStep,
                    termCount,
                    columnCount,
                    rows,
                    start,
                    biasValues,
                    biasAt,
                    slope));
      }
    }
    return steps;
  }

  private static boolean next2(List<Column.Uniform> bias, int i) {
    return bias.get(i).value() == bias.get(i + 1).value()
        && bias.get(i).index() + 1 == bias.get(i + 1).index();
  }

  /** The sink of a sum over rows of products of columns. */
  Sink outer(float[] values, List<Column> a, List<Column> b, OuterSink.Scratch scratch) {
    List<Integer> left = nonZero(a);
    List<Integer> right = nonZero(b);
    boolean swapped = left.size() < right.size();
    List<Integer> many = swapped ? right : left;
    List<Integer> few = swapped ? left : right;
    List<Place> manyPlaces = layout.places(many.stream().map((swapped ? b : a)::get).toList());
    List<Place> fewPlaces = layout.places(few.stream().map((swapped ? a : b)::get).toList());
    if (few.size() < FEW) {
      int[] targets = targets(few, many, !swapped, b.size());
      return new DotsSink(values, fewPlaces, manyPlaces, targets, kernels);
    }
    int[] targets = targets(many, few, swapped, b.size());
    return new OuterSink(values, manyPlaces, fewPlaces, targets, kernels, rows, scratch);
  }

  /** Below it, keeping every product by itself is faster than transposing. */
  private static final int FEW = 8;

  private static List<Integer> nonZero(List<Column> columns) {
    return IntStream.range(0, columns.size())
        .filter(i -> !(columns.get(i) instanceof Column.Constant constant && constant.value() == 0))
        .boxed()
        .toList();
  }

  /**
   * Where products belong in a row-major matrix.
   *
   * @param first indices of the outer loop
   * @param second indices of the inner loop
   * @param transposed whether the outer loop runs over the columns of the matrix
   */
  private static int[] targets(
      List<Integer> first, List<Integer> second, boolean transposed, int columns) {
    int[] targets = new int[first.size() * second.size()];
    int at = 0;
    for (int i : first) {
      for (int j : second) {
        targets[at++] = transposed ? j * columns + i : i * columns + j;
      }
    }
    return targets;
  }
}
