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

  /** What a product starts from. */
  enum Start {
    /** Nothing. */
    ZERO,
    /** One number a column. */
    BIAS,
    /** What the result holds already. */
    RESULT
  }

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
   * Columns times a matrix: {@code c[j][r] = leaky(start[j] + sum over k of a[k][r] w[k][j])}.
   *
   * @param c result; column j begins at {@code co + j * rows}
   * @param a argument; column k begins at {@code ao + k * aStep}
   * @param w matrix; element (k, j) is at {@code wo + k * wInner + j * wOuter}
   * @param inner number of columns of {@code a}
   * @param outer number of columns of {@code c}
   * @param start what the sum starts from
   * @param bias one number for each result column from {@code bo} on, if that is the start
   * @param slope negative results are multiplied by it; 1 leaves them
   */
  void product(
      float[] c,
      int co,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int wOuter,
      int inner,
      int outer,
      int rows,
      Start start,
      float[] bias,
      int bo,
      float slope);

  /** {@code out[r][j] = a[j][r]}: rows that are {@code outStep} floats apart. */
  void transpose(
      float[] out, int o, int outStep, float[] a, int ao, int aStep, int columns, int rows);

  /**
   * The same as {@link #product}, transposed: {@code out[r][j] = leaky(bias[j] + sum over k of
   * a[k][r] w[k][j])} for {@code r < count}.
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
