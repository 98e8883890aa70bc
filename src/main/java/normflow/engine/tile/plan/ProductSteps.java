package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.kernel.Lines;
import normflow.engine.tile.kernel.PanelMatrix;
import normflow.engine.tile.order.Place;
import normflow.engine.tile.order.Run;

/** Writes products of columns and a matrix as kernel calls on places. */
final class ProductSteps {

  private final Layout.Phase layout;
  private final Kernels kernels;
  private final Scratch scratch;
  private final int rows;
  private final List<LookupTable> tables = new ArrayList<>();

  ProductSteps(Layout.Phase layout, Kernels kernels, Scratch scratch) {
    this.layout = layout;
    this.kernels = kernels;
    this.scratch = scratch;
    this.rows = layout.rows();
  }

  /** What the steps so far read their matrices from. */
  List<LookupTable> tables() {
    return tables;
  }

  /**
   * Computes some results of a product.
   *
   * @param out where they go, neighbours
   * @param indices which they are
   */
  List<Step> compute(Product product, List<Place> out, List<Integer> indices) {
    if (product.line().isPresent()) {
      return List.of(lookedUp(product, out.get(0), indices));
    }
    List<Step> steps = new ArrayList<>();
    List<Place> a = layout.places(product.a());
    boolean even = Run.split(a.size(), (first, i) -> Run.evenly(a, first, i)).size() == 1;
    if (!even) {
      steps.add(gathered(a));
    }
    List<Place> sign =
        product.sign().isEmpty()
            ? out
            : layout.places(indices.stream().map(product.sign()::get).toList());
    for (Run run : Run.split(out.size(), (first, i) -> Run.follows(sign, i, rows))) {
      Panels matrix = new Panels(product, indices.subList(run.first(), run.first() + run.count()));
      tables.add(matrix);
      Place to = out.get(run.first());
      Place bend = sign.get(run.first());
      int stride = even ? new Run(0, a.size()).stride(a) : rows;
      steps.add(product(to, even, a.get(0), stride, matrix.matrix(), bend, product.slope()));
    }
    return steps;
  }

  /** Row by row, then turned into columns. */
  private Step lookedUp(Product product, Place to, List<Integer> results) {
    BentLine line = new BentLine(product, results);
    tables.add(line);
    Place x = layout.place(product.line().orElseThrow().a().get(0));
    int width = line.width();
    int places = width * rows;
    scratch.require(places + rows);
    float slope = product.slope();
    return (buffers, tile, count) -> {
      int taken = taken(count);
      kernels.countUpTo(
          scratch.values(), places, buffers[x.buffer()], x.at(tile), line.ends(), taken);
      kernels.bentLines(
          scratch.values(),
          0,
          buffers[x.buffer()],
          x.at(tile),
          scratch.values(),
          places,
          line.anchors(),
          line.pieces(),
          width,
          taken,
          slope);
      kernels.transpose(
          to.lines(buffers, tile, rows),
          new Lines(scratch.values(), 0, width),
          rows,
          results.size());
    };
  }

  /** A tile that has fewer rows than it could is computed up to the next block. */
  private static int taken(int count) {
    return (count + Kernels.ROW_BLOCK - 1) / Kernels.ROW_BLOCK * Kernels.ROW_BLOCK;
  }

  /** Copies columns that lie at uneven distances side by side. */
  private Step gathered(List<Place> columns) {
    scratch.require(columns.size() * rows);
    Place[] sources = columns.toArray(Place[]::new);
    return (buffers, tile, count) -> {
      for (int k = 0; k < sources.length; k++) {
        float[] from = buffers[sources[k].buffer()];
        System.arraycopy(from, sources[k].at(tile), scratch.values(), k * rows, rows);
      }
    };
  }

  /** Of columns where they are, if they lie evenly, or of those gathered before. */
  private Step product(
      Place to, boolean even, Place a, int stride, PanelMatrix matrix, Place sign, float slope) {
    return (buffers, tile, count) ->
        kernels.product(
            to.lines(buffers, tile, rows),
            even ? a.lines(buffers, tile, stride) : new Lines(scratch.values(), 0, stride),
            matrix,
            slope,
            sign.lines(buffers, tile, rows),
            taken(count));
  }
}
