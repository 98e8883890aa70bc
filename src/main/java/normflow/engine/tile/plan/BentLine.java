package normflow.engine.tile.plan;

import java.util.Arrays;
import java.util.List;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.kernel.Kernels;

/**
 * The second linear layer of a network with one input, as a table.
 *
 * <p>Each unit of the first layer is a line with one bend, so the second layer's results are
 * continuous and linear between the bends: f(x) = v + g (x - a) with value v and slope g of the
 * piece that x lies in, where a is that end of the piece which is nearer to zero. A row looks up
 * its piece instead of multiplying by the whole matrix.
 *
 * <p>The table is computed in double precision once a call, from the bend nearest to zero outwards,
 * so that no large number is added and taken away again.
 */
final class BentLine implements LookupTable {

  private final double bend;
  private final Numbers firstWeights;
  private final Numbers firstBiases;
  private final Numbers secondBiases;
  private final float[] secondWeights;
  private final int[] secondRows;
  private final int[] secondColumns;

  private final int width;
  private final float[] ends;
  private final float[] anchors;
  private final float[] pieces;

  private final double[] weights;
  private final double[] biases;
  private final double[][] matrix;
  private final double[] value;
  private final double[] slope;
  private final int[] order;
  private final long[] keys;
  private int bends;

  /**
   * Of some results of a product that has a {@link Product#line}.
   *
   * @param results their indices
   */
  BentLine(Product second, List<Integer> results) {
    Product first = second.line().orElseThrow();
    int units = second.a().size();
    List<Integer> chosen = second.a().stream().map(column -> ((Computed) column).index()).toList();
    this.bend = first.slope();
    this.firstWeights = Numbers.ofMatrix(first, chosen);
    this.firstBiases = Numbers.ofBias(first, chosen);
    this.secondBiases = Numbers.ofBias(second, results);
    this.secondWeights = second.matrix().value().values();
    this.secondRows = second.matrix().rows().stream().mapToInt(Integer::intValue).toArray();
    this.secondColumns = results.stream().mapToInt(second.matrix().columns()::get).toArray();
    this.weights = new double[units];
    this.biases = new double[units];
    this.order = new int[units];
    this.keys = new long[units];
    this.width = (results.size() + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    this.value = new double[results.size()];
    this.slope = new double[results.size()];
    this.matrix = new double[units][results.size()];
    this.ends = new float[units];
    this.anchors = new float[units + 1];
    this.pieces = new float[(units + 1) * 2 * width];
  }

  /** Numbers of a call, gathered from where they are. */
  private record Numbers(float[][] sources, int[] indices) {

    static Numbers ofMatrix(Product product, List<Integer> results) {
      Numbers numbers = new Numbers(new float[results.size()][], new int[results.size()]);
      Arrays.fill(numbers.sources, product.matrix().value().values());
      for (int j = 0; j < results.size(); j++) {
        numbers.indices[j] =
            product.matrix().rows().get(0) + product.matrix().columns().get(results.get(j));
      }
      return numbers;
    }

    static Numbers ofBias(Product product, List<Integer> results) {
      Numbers numbers = new Numbers(new float[results.size()][1], new int[results.size()]);
      for (int j = 0; j < results.size() && !product.bias().isEmpty(); j++) {
        Column.Uniform number = product.bias().get(results.get(j));
        numbers.sources[j] = number.value().values();
        numbers.indices[j] = number.index();
      }
      return numbers;
    }

    void read(double[] target) {
      for (int j = 0; j < indices.length; j++) {
        target[j] = sources[j][indices[j]];
      }
    }
  }

  /** Number of values of a piece, and of slopes behind them; a multiple of the lanes. */
  int width() {
    return width;
  }

  /** The bends in ascending order; NaN behind them where units have none. */
  float[] ends() {
    return ends;
  }

  /** Where each piece has its values. */
  float[] anchors() {
    return anchors;
  }

  /** Values and slopes, piece after piece. */
  float[] pieces() {
    return pieces;
  }

  @Override
  public void fill() {
    firstWeights.read(weights);
    firstBiases.read(biases);
    for (int i = 0; i < matrix.length; i++) {
      readSecond(secondRows[i], matrix[i]);
    }
    sortBends();
    int nearest = nearestToZero();
    double start = bends == 0 ? 0 : bendOf(order[nearest]);
    begin(start, nearest + 1);
    walk(nearest + 1, start, 1);
    if (bends > 0) {
      begin(start, nearest);
      walk(nearest, start, -1);
    }
  }

  private void readSecond(int at, double[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = secondWeights[at + secondColumns[j]];
    }
  }

  private double bendOf(int unit) {
    return -biases[unit] / weights[unit];
  }

  /** Puts the units that bend at a float first, by their bends. */
  private void sortBends() {
    bends = 0;
    int rest = order.length;
    for (int i = 0; i < order.length; i++) {
      double at = bendOf(i);
      if (weights[i] != 0 && Math.abs(at) <= Float.MAX_VALUE) {
        keys[bends++] = ((long) ascending((float) at) << 32) | i;
      } else {
        order[--rest] = i;
      }
    }
    Arrays.sort(keys, 0, bends);
    Arrays.fill(ends, Float.NaN);
    for (int i = 0; i < bends; i++) {
      order[i] = (int) keys[i];
      ends[i] = (float) bendOf(order[i]);
    }
  }

  /** An integer that ascends with the float. */
  private static int ascending(float x) {
    int bits = Float.floatToIntBits(x);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private int nearestToZero() {
    int nearest = -1;
    for (int i = 0; i < bends; i++) {
      if (nearest < 0 || Math.abs(bendOf(order[i])) < Math.abs(bendOf(order[nearest]))) {
        nearest = i;
      }
    }
    return nearest;
  }

  /** Values at x and slopes beside it, in the piece that begins behind {@code piece} bends. */
  private void begin(double x, int piece) {
    secondBiases.read(value);
    Arrays.fill(slope, 0);
    for (int i = 0; i < order.length; i++) {
      int unit = order[i];
      double line = weights[unit] * x + biases[unit];
      boolean straight = i >= bends ? !(line < 0) : (weights[unit] > 0) == (i < piece);
      double factor = straight ? 1 : bend;
      add(factor * line, value, unit);
      add(factor * weights[unit], slope, unit);
    }
  }

  private void add(double factor, double[] sums, int unit) {
    double[] row = matrix[unit];
    for (int j = 0; j < sums.length; j++) {
      sums[j] += factor * row[j];
    }
  }

  /** Writes piece after piece, away from zero. */
  private void walk(int start, double from, int direction) {
    double at = from;
    for (int piece = start; ; piece += direction) {
      write(piece, at);
      int next = direction > 0 ? piece : piece - 1;
      if (next < 0 || next >= bends) {
        return;
      }
      int unit = order[next];
      double distance = bendOf(unit) - at;
      for (int j = 0; j < value.length; j++) {
        value[j] += slope[j] * distance;
      }
      at = bendOf(unit);
      boolean straightens = (weights[unit] > 0) == (direction > 0);
      add((straightens ? 1 - bend : bend - 1) * weights[unit], slope, unit);
    }
  }

  private void write(int piece, double at) {
    anchors[piece] = (float) at;
    double distance = anchors[piece] - at;
    int to = piece * 2 * width;
    for (int j = 0; j < value.length; j++) {
      pieces[to + j] = (float) (value[j] + slope[j] * distance);
      pieces[to + width + j] = (float) slope[j];
    }
  }
}
