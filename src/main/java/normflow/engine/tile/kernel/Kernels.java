package normflow.engine.tile.kernel;

/**
 * The inner loops of the tile engine, over plain float arrays.
 *
 * <p>A <em>column</em> is a run of {@code rows} floats: one quantity for the consecutive rows of a
 * tile; {@code rows} is a multiple of {@link #ROW_BLOCK}. A group of columns is given by an array,
 * the offset of its first column and the distance between columns. Results must not overlap
 * arguments.
 *
 * <p>Accuracy: arithmetic, comparisons and square roots are rounded correctly; the elementary
 * functions EXP, LOG, LOG1P, TANH, SIGMOID and SOFTPLUS are within 4 units in the last place over
 * all floats, subnormal numbers, infinities and NaN included. The order in which a kernel adds is a
 * function of its arguments' sizes alone.
 */
public interface Kernels {

  /** Rows come in multiples of this. */
  int ROW_BLOCK = 64;

  /** Partial sums that are kept side by side for one sum over rows. */
  int LANES = 16;

  /** Columns of a matrix that lie together in a panel. */
  int PANEL = 4;

  /** One word that says how these loops run. */
  String name();

  /** {@code out = f(a)} over {@code n} consecutive floats. */
  void unary(Function f, float parameter, float[] out, int o, float[] a, int ao, int n);

  /** {@code out = f(a, b)} over {@code n} consecutive floats. */
  void binary(
      Function f, float parameter, float[] out, int o, float[] a, int ao, float[] b, int bo, int n);

  /** {@code out[r] = sum of a[k][r]} over {@code columns} columns. */
  void sumColumns(float[] out, int o, float[] a, int ao, int aStep, int columns, int rows);

  /**
   * Columns times a matrix: {@code c[j][r] = bend(bias[j] + sum over k of a[k][r] w[k][j])}, where
   * the bend multiplies by {@code slope} wherever {@code sign[j][r] < 0}.
   *
   * @param c result, one column for each of the matrix
   * @param a argument, one column for each row of the matrix
   * @param slope negative {@code sign} multiplies by it; 1 leaves all
   * @param sign columns as far apart as those of the result, or the result itself
   * @param rows how many to compute
   */
  void product(Lines c, Lines a, PanelMatrix w, float slope, Lines sign, int rows);

  /** {@code out[r][j] = a[j][r]}: columns to rows. */
  void transpose(Lines out, Lines a, int columns, int rows);

  /**
   * The same with the results of a row side by side: {@code out[r][j] = leaky(bias[j] + sum over k
   * of a[k][r] w[k][j])} for {@code r < count}.
   *
   * @param out rows
   * @param a columns
   */
  void productRows(Lines out, Lines a, RowMatrix w, float slope, int count);

  /**
   * {@code counts[r]} = how many of the numbers are at most {@code x[r]}; none is if either is NaN.
   */
  void countUpTo(float[] counts, int co, float[] x, int xo, float[] numbers, int rows);

  /**
   * Piecewise linear functions of a column, the results of a row side by side: {@code out[r][j] =
   * leaky(v[j] + g[j] (x[r] - anchors[p]))} with values v and slopes g of piece {@code p =
   * places[r]}.
   *
   * @param out row r begins at {@code o + r * width}
   * @param places whole numbers
   * @param pieces values of piece p from {@code 2 * p * width} on, its slopes {@code width} later
   * @param width a multiple of {@link #LANES}
   */
  void bentLines(
      float[] out,
      int o,
      float[] x,
      int xo,
      float[] places,
      int po,
      float[] anchors,
      float[] pieces,
      int width,
      int rows,
      float slope);

  /**
   * Adds products summed over rows: {@code sum[i][j] += sum over r < count of a[i][r] t[r][j]}.
   *
   * @param sum rows, as far apart as those of {@code t}
   * @param a columns
   * @param columns how many they are
   * @param t transposed columns, a row of them beside the next
   * @param width how many these are, a multiple of {@link #LANES}
   */
  void addOuter(Lines sum, Lines a, int columns, Lines t, int width, int count);

  /**
   * Adds products of one column with others, lane by lane: lane l of {@code sum[j]}, at {@code so +
   * j * LANES + l}, gets the terms {@code a[r] b[j][r]} of the rows r that are l modulo {@link
   * #LANES}.
   */
  void addDots(
      float[] sum, int so, float[] a, int ao, float[] b, int bo, int bStep, int columns, int count);

  /** The same with a column of ones: lane l of {@code sum[j]} gets {@code b[j][r]}. */
  void addSums(float[] sum, int so, float[] b, int bo, int bStep, int columns, int count);
}
