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
   * @param c result; column j begins at {@code co + j * step}
   * @param a argument; column k begins at {@code ao + k * aStep}
   * @param panels the matrix, {@link #PANEL} columns at a time: (k, j) of a whole panel that begins
   *     with column p is at {@code po + p * inner + k * PANEL + j - p}; of the columns that are
   *     left over each lies by itself, (k, j) at {@code po + j * inner + k}
   * @param inner number of columns of {@code a}
   * @param outer number of columns of {@code c}
   * @param step distance of the columns of {@code c} and of {@code sign}
   * @param rows how many to compute
   * @param bias one number for each result column from {@code bo} on
   * @param slope negative {@code sign} multiplies by it; 1 leaves all
   * @param sign columns at {@code so + j * step}; the result itself when they are {@code c} at
   *     {@code co}
   */
  void product(
      float[] c,
      int co,
      float[] a,
      int ao,
      int aStep,
      float[] panels,
      int po,
      int inner,
      int outer,
      int step,
      int rows,
      float[] bias,
      int bo,
      float slope,
      float[] sign,
      int so);

  /** {@code out[r][j] = a[j][r]}: rows that are {@code outStep} floats apart. */
  void transpose(
      float[] out, int o, int outStep, float[] a, int ao, int aStep, int columns, int rows);

  /**
   * The same with the results of a row side by side: {@code out[r][j] = leaky(bias[j] + sum over k
   * of a[k][r] w[k][j])} for {@code r < count}, from a matrix whose rows are consecutive.
   *
   * @param outStep distance of rows of the result
   * @param wStep distance of rows of the matrix
   * @param outer number of results of a row, a multiple of {@link #LANES}
   */
  void productRows(
      float[] out,
      int o,
      int outStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wStep,
      int inner,
      int outer,
      int count,
      float[] bias,
      int bo,
      float slope);

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
   * @param sum row i begins at {@code so + i * width}
   * @param t transposed columns; row r begins at {@code to + r * width}
   * @param width a multiple of {@link #LANES}
   */
  void addOuter(
      float[] sum,
      int so,
      float[] a,
      int ao,
      int aStep,
      int columns,
      float[] t,
      int to,
      int width,
      int count);

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
