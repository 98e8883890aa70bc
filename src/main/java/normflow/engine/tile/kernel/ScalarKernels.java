package normflow.engine.tile.kernel;

import java.util.Arrays;

/** The kernels as plain loops, for a JVM without {@code jdk.incubator.vector}. */
final class ScalarKernels implements Kernels {

  private static final int TRANSPOSE_BLOCK = 16;

  @Override
  public String name() {
    return "scalar loops";
  }

  @Override
  public void unary(Function f, float parameter, float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i++) {
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
    switch (f) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          out[o + i] = a[ao + i] + b[bo + i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < n; i++) {
          out[o + i] = a[ao + i] - b[bo + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < n; i++) {
          out[o + i] = a[ao + i] * b[bo + i];
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          out[o + i] = f.apply(a[ao + i], b[bo + i], parameter);
        }
      }
    }
  }

  @Override
  public void sumColumns(float[] out, int o, float[] a, int ao, int aStep, int columns, int rows) {
    System.arraycopy(a, ao, out, o, rows);
    for (int k = 1; k < columns; k++) {
      binary(Function.ADD, 0, out, o, out, o, a, ao + k * aStep, rows);
    }
  }

  @Override
  public void product(
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
      int so) {
    for (int j = 0; j < outer; j++) {
      int to = co + j * step;
      int panel = j / PANEL * PANEL;
      boolean whole = panel + PANEL <= outer;
      int at = po + (whole ? panel * inner + j - panel : j * inner);
      int stride = whole ? PANEL : 1;
      Arrays.fill(c, to, to + rows, bias[bo + j]);
      for (int k = 0; k < inner; k++) {
        addScaled(c, to, a, ao + k * aStep, panels[at + k * stride], rows);
      }
      if (slope != 1) {
        bend(c, to, slope, sign, so + j * step, rows);
      }
    }
  }

  private static void bend(float[] c, int co, float slope, float[] sign, int so, int n) {
    for (int i = 0; i < n; i++) {
      c[co + i] = sign[so + i] < 0 ? slope * c[co + i] : c[co + i];
    }
  }

  private static void addScaled(float[] c, int co, float[] a, int ao, float factor, int n) {
    for (int i = 0; i < n; i++) {
      c[co + i] += factor * a[ao + i];
    }
  }

  @Override
  public void transpose(
      float[] out, int o, int outStep, float[] a, int ao, int aStep, int columns, int rows) {
    transposeBlocks(out, o, outStep, a, ao, aStep, columns, rows);
  }

  /** In square blocks, whose lines stay in the first-level cache. */
  static void transposeBlocks(
      float[] out, int o, int outStep, float[] a, int ao, int aStep, int columns, int rows) {
    for (int j = 0; j < columns; j += TRANSPOSE_BLOCK) {
      int columnEnd = Math.min(columns, j + TRANSPOSE_BLOCK);
      for (int r = 0; r < rows; r++) {
        int to = o + r * outStep;
        int from = ao + r;
        int k = j;
        for (; k + 4 <= columnEnd; k += 4) {
          int at = from + k * aStep;
          out[to + k] = a[at];
          out[to + k + 1] = a[at + aStep];
          out[to + k + 2] = a[at + 2 * aStep];
          out[to + k + 3] = a[at + 3 * aStep];
        }
        for (; k < columnEnd; k++) {
          out[to + k] = a[from + k * aStep];
        }
      }
    }
  }

  @Override
  public void productRows(
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
      float slope) {
    for (int r = 0; r < count; r++) {
      int to = o + r * outStep;
      System.arraycopy(bias, bo, out, to, outer);
      for (int k = 0; k < inner; k++) {
        addScaled(out, to, w, wo + k * wStep, a[ao + k * aStep + r], outer);
      }
      for (int j = to; slope != 1 && j < to + outer; j++) {
        out[j] = out[j] < 0 ? slope * out[j] : out[j];
      }
    }
  }

  @Override
  public void countUpTo(float[] counts, int co, float[] x, int xo, float[] numbers, int rows) {
    for (int r = 0; r < rows; r++) {
      int count = 0;
      for (float number : numbers) {
        count += number <= x[xo + r] ? 1 : 0;
      }
      counts[co + r] = count;
    }
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
    for (int r = 0; r < rows; r++) {
      int piece = (int) places[po + r];
      float distance = x[xo + r] - anchors[piece];
      int at = 2 * piece * width;
      for (int j = 0; j < width; j++) {
        float line = pieces[at + j] + pieces[at + width + j] * distance;
        out[o + r * width + j] = line < 0 ? slope * line : line;
      }
    }
  }

  @Override
  public void addOuter(
      float[] sum,
      int so,
      float[] a,
      int ao,
      int aStep,
      int columns,
      float[] t,
      int to,
      int width,
      int count) {
    for (int i = 0; i < columns; i++) {
      for (int r = 0; r < count; r++) {
        addScaled(sum, so + i * width, t, to + r * width, a[ao + i * aStep + r], width);
      }
    }
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
    for (int j = 0; j < columns; j++) {
      int to = so + j * LANES;
      int from = bo + j * bStep;
      for (int r = 0; r < count; r++) {
        sum[to + r % LANES] += a[ao + r] * b[from + r];
      }
    }
  }

  @Override
  public void addSums(float[] sum, int so, float[] b, int bo, int bStep, int columns, int count) {
    for (int j = 0; j < columns; j++) {
      int to = so + j * LANES;
      int from = bo + j * bStep;
      for (int r = 0; r < count; r++) {
        sum[to + r % LANES] += b[from + r];
      }
    }
  }
}
