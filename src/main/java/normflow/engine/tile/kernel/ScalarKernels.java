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
  public void product(Lines c, Lines a, PanelMatrix w, float slope, Lines sign, int rows) {
    int inner = w.inner();
    for (int j = 0; j < w.outer(); j++) {
      int to = c.offset() + j * c.step();
      int panel = j / PANEL * PANEL;
      boolean whole = panel + PANEL <= w.outer();
      int at = whole ? panel * inner + j - panel : j * inner;
      int stride = whole ? PANEL : 1;
      int part = whole ? j / PANEL : w.outer() / PANEL + j % PANEL;
      Arrays.fill(c.values(), to, to + rows, w.bias()[j]);
      for (int k = w.first()[part]; k < w.end()[part]; k++) {
        float factor = w.panels()[at + k * stride];
        addScaled(c.values(), to, a.values(), a.offset() + k * a.step(), factor, rows);
      }
      if (slope != 1) {
        bend(c.values(), to, slope, sign.values(), sign.offset() + j * c.step(), rows);
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
  public void transpose(Lines out, Lines a, int columns, int rows) {
    transposeBlocks(out, a, columns, rows);
  }

  /** In square blocks, whose lines stay in the first-level cache. */
  static void transposeBlocks(Lines to, Lines from, int columns, int rows) {
    float[] out = to.values();
    float[] a = from.values();
    int aStep = from.step();
    for (int j = 0; j < columns; j += TRANSPOSE_BLOCK) {
      int columnEnd = Math.min(columns, j + TRANSPOSE_BLOCK);
      for (int r = 0; r < rows; r++) {
        int o = to.offset() + r * to.step();
        int ao = from.offset() + r;
        int k = j;
        for (; k + 4 <= columnEnd; k += 4) {
          int at = ao + k * aStep;
          out[o + k] = a[at];
          out[o + k + 1] = a[at + aStep];
          out[o + k + 2] = a[at + 2 * aStep];
          out[o + k + 3] = a[at + 3 * aStep];
        }
        for (; k < columnEnd; k++) {
          out[o + k] = a[ao + k * aStep];
        }
      }
    }
  }

  @Override
  public void productRows(Lines out, Lines a, RowMatrix w, float slope, int count) {
    float[] results = out.values();
    Lines rows = w.rows();
    for (int r = 0; r < count; r++) {
      int to = out.offset() + r * out.step();
      System.arraycopy(w.bias(), w.biasOffset(), results, to, w.outer());
      for (int k = 0; k < w.inner(); k++) {
        float factor = a.values()[a.offset() + k * a.step() + r];
        addScaled(results, to, rows.values(), rows.offset() + k * rows.step(), factor, w.outer());
      }
      for (int j = to; slope != 1 && j < to + w.outer(); j++) {
        results[j] = results[j] < 0 ? slope * results[j] : results[j];
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
  public void addOuter(Lines sum, Lines a, int columns, Lines t, int width, int count) {
    for (int i = 0; i < columns; i++) {
      for (int r = 0; r < count; r++) {
        float factor = a.values()[a.offset() + i * a.step() + r];
        int to = sum.offset() + i * sum.step();
        addScaled(sum.values(), to, t.values(), t.offset() + r * t.step(), factor, width);
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
