package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.UniformValue.Outer;
import normflow.engine.tile.kernel.Function;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.kernel.Lines;
import normflow.engine.tile.kernel.RowMatrix;
import normflow.engine.tile.order.Demand;
import normflow.engine.tile.order.OuterSides;
import normflow.engine.tile.order.Place;
import normflow.engine.tile.order.Run;
import normflow.engine.tile.order.Thin;

/** Writes operations as kernel calls on places. */
final class Steps {

  private final Layout.Phase layout;
  private final Kernels kernels;
  private final int rows;
  private final Scratch scratch;
  private final Demand demand;
  private final ProductSteps products;

  /** Steps of one phase. */
  Steps(Layout.Phase layout, Kernels kernels, Scratch scratch, Demand demand) {
    this.demand = demand;
    this.scratch = scratch;
    this.layout = layout;
    this.kernels = kernels;
    this.rows = layout.rows();
    this.products = new ProductSteps(layout, kernels, scratch);
  }

  /** What the steps so far read and must be filled before. */
  List<LookupTable> tables() {
    return products.tables();
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
      return products.compute(product, out, indices);
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

  /** Where columns are while these steps run. */
  Layout.Phase layout() {
    return layout;
  }

  /** The sink of a sum over rows. */
  Sink sink(UniformValue value) {
    if (value.source() instanceof Outer outer) {
      return outer(value, outer);
    }
    UniformValue.RowSums sums = (UniformValue.RowSums) value.source();
    return new RowSumsSink(value, layout.places(sums.columns()), kernels);
  }

  private Sink outer(UniformValue value, Outer outer) {
    float[] values = value.values();
    OuterSides sides = OuterSides.of(outer);
    List<Place> single = layout.places(sides.singleColumns(outer));
    int width = outer.b().size();
    if (sides.few()) {
      List<Place> few = layout.places(sides.sideBySideColumns(outer));
      return new DotsSink(values, few, single, sides.targets(width, false), kernels);
    }
    int columns = sides.sideBySide().size();
    int step = (columns + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    scratch.require(step * rows);
    Step fill =
        sides
            .thin()
            .map(thin -> multiplied(thin, step))
            .orElseGet(() -> transposed(layout.places(sides.sideBySideColumns(outer)), step));
    int[] targets = sides.targets(width, true);
    ReadStrips strips = ReadStrips.of(targets, columns, step, demand.read(value));
    return new OuterSink(values, single, columns, step, fill, targets, strips, kernels, scratch);
  }

  private Step transposed(List<Place> columns, int step) {
    List<Step> steps = new ArrayList<>();
    for (Run run : Run.split(columns.size(), (first, i) -> Run.evenly(columns, first, i))) {
      Place a = columns.get(run.first());
      int stride = run.stride(columns);
      int start = run.first();
      int filled = run.count();
      steps.add(
          (buffers, tile, count) ->
              kernels.transpose(
                  new Lines(scratch.values(), start, step),
                  a.lines(buffers, tile, stride),
                  filled,
                  count));
    }
    return all(steps);
  }

  /** Rows of a product of few columns, which are copied side by side first. */
  private Step multiplied(Thin thin, int step) {
    Operation.Product product = thin.product();
    List<Place> a = layout.places(product.a());
    List<Integer> matrixRows = product.matrix().rows();
    float[] matrix = product.matrix().value().values();
    int columns = thin.columns().size();
    boolean biased = !product.bias().isEmpty();
    Column.Uniform first = biased ? product.bias().get(thin.columns().get(0)) : null;
    float[] bias = biased ? first.value().values() : new float[columns];
    int biasAt = biased ? first.index() : 0;
    Lines lines =
        new Lines(
            matrix, matrixRows.get(0) + thin.matrixOffset(), new Run(0, a.size()).step(matrixRows));
    RowMatrix rowMatrix = new RowMatrix(lines, bias, biasAt, a.size(), columns);
    int gathered = step * rows;
    scratch.require(gathered + a.size() * rows);
    Place[] sources = a.toArray(Place[]::new);
    return (buffers, tile, count) -> {
      for (int k = 0; k < sources.length; k++) {
        Place source = sources[k];
        System.arraycopy(
            buffers[source.buffer()], source.at(tile), scratch.values(), gathered + k * rows, rows);
      }
      kernels.productRows(
          new Lines(scratch.values(), 0, step),
          new Lines(scratch.values(), gathered, rows),
          rowMatrix,
          product.slope(),
          count);
    };
  }
}
