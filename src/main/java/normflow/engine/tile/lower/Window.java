package normflow.engine.tile.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.expression.Value.PerRow;

/** Indices {@code first + step * i}, i below size, in each dimension after the batch's. */
record Window(List<Integer> first, List<Integer> size, List<Integer> step) {

  Value of(Value x) {
    PerRow rows = (PerRow) x;
    return new PerRow(new Shape(size), Shapes.picked(rows.columns(), places(rows.shape())));
  }

  /** Zeros like x with g in the window. */
  Value into(Value x, Value g) {
    PerRow rows = (PerRow) x;
    List<Column> columns =
        new ArrayList<>(Collections.nCopies(rows.columns().size(), new Column.Constant(0)));
    List<Column> inside = Expressions.columnsOf(g);
    int[] places = places(rows.shape());
    IntStream.range(0, places.length).forEach(i -> columns.set(places[i], inside.get(i)));
    return new PerRow(rows.shape(), List.copyOf(columns));
  }

  int[] places(Shape shape) {
    int[] places = new int[new Shape(size).size()];
    int block = 1;
    int unit = 1;
    for (int dimension = size.size() - 1; dimension >= 0; dimension--) {
      int from = first.get(dimension);
      int by = step.get(dimension);
      int extent = size.get(dimension);
      for (int at = 0; at < places.length; at++) {
        places[at] += (from + at / block % extent * by) * unit;
      }
      block *= extent;
      unit *= shape.extent(dimension);
    }
    return places;
  }
}
