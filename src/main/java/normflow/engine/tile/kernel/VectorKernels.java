package normflow.engine.tile.kernel;

import jdk.incubator.vector.FloatVector;

/** The kernels written with {@code jdk.incubator.vector}. */
final class VectorKernels implements Kernels {

  /** Made by name, because this class cannot be loaded where the module is not. */
  VectorKernels() {
    if (Kernels.LANES % FloatVector.SPECIES_PREFERRED.length() != 0) {
      throw new UnsupportedOperationException(
          "vectors of "
              + FloatVector.SPECIES_PREFERRED.length()
              + " floats: at most 16 are provided for");
    }
  }

  @Override
  public String name() {
    return "vectors of " + FloatVector.SPECIES_PREFERRED.length();
  }

  @Override
  public void unary(Function f, float parameter, float[] out, int o, float[] a, int ao, int n) {
    int done = VectorUnary.run(f, parameter, out, o, a, ao, n);
    for (int i = done; i < n; i++) {
      out[o + i] = f.apply(a[ao + i], 0, parameter);
    }
  }

  @Override
  public void binary(
      Function f,
      float parameter,
      float[] out,
      int o,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int n) {
    int done = VectorBinary.run(f, parameter, out, o, a, ao, b, bo, n);
    for (int i = done; i < n; i++) {
      out[o + i] = f.apply(a[ao + i], b[bo + i], parameter);
    }
  }

  @Override
  public void sumColumns(float[] out, int o, float[] a, int ao, int aStep, int columns, int rows) {
    VectorSums.sumColumns(out, o, a, ao, aStep, columns, rows);
  }

  @Override
  public void product(Lines c, Lines a, PanelMatrix w, float slope, Lines sign, int rows) {
    VectorProduct.run(c, a, w, slope, sign, rows);
  }

  @Override
  public void transpose(Lines out, Lines a, int columns, int rows) {
    VectorTranspose.run(out, a, columns, rows);
  }

  @Override
  public void productRows(Lines out, Lines a, RowMatrix w, float slope, int count) {
    VectorRows.product(out, a, w, slope, count);
  }

  @Override
  public void countUpTo(float[] counts, int co, float[] x, int xo, float[] numbers, int rows) {
    VectorRows.countUpTo(counts, co, x, xo, numbers, rows);
  }

  @Override
  public void bentLines(
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
      float slope) {
    VectorRows.bentLines(out, o, x, xo, places, po, anchors, pieces, width, rows, slope);
  }

  @Override
  public void addOuter(Lines sum, Lines a, int columns, Lines t, int width, int count) {
    VectorSums.addOuter(sum, a, columns, t, width, count);
  }

  @Override
  public void addDots(
      float[] sum,
      int so,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int bStep,
      int columns,
      int count) {
    VectorSums.addDots(sum, so, a, ao, b, bo, bStep, columns, count);
  }

  @Override
  public void addSums(float[] sum, int so, float[] b, int bo, int bStep, int columns, int count) {
    VectorSums.addSums(sum, so, b, bo, bStep, columns, count);
  }
}
