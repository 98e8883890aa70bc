package normflow.engine.tile.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products and sums of every small size against loops in double precision. */
class KernelsTest {

  private static final int ROWS = 64;
  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 16, 17, 63, 64, 65, 130, 256};

  static List<Kernels> kernels() {
    return KernelProvider.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void productOfColumnsAndMatrix(Kernels kernels) {
    for (int inner : SIZES) {
      for (int outer : SIZES) {
        for (boolean own : new boolean[] {false, true}) {
          checkProduct(kernels, inner, outer, own, outer % 2 == 0 ? 1 : 0.2f);
        }
      }
    }
  }

  private static void checkProduct(
      Kernels kernels, int inner, int outer, boolean own, float slope) {
    int rows = inner < 8 ? 2 * ROWS : ROWS;
    int step = rows + 5;
    float[] a = random(inner * step + 3, 1);
    float[] w = random(inner * outer, 2);
    float[] bias = random(outer, 3);
    PanelMatrix matrix = limited(w, bias, inner);
    float[] c = random(outer * rows + 4, 4);
    float[] sign = own ? c : random(outer * rows + 9, 14);
    float[] before = c.clone();
    int signAt = own ? 4 : 9;
    kernels.product(
        new Lines(c, 4, rows),
        new Lines(a, 3, step),
        matrix,
        slope,
        new Lines(sign, signAt, rows),
        rows);
    for (int j = 0; j < outer; j++) {
      for (int r = 0; r < rows; r++) {
        double sum = bias[j];
        for (int k = 0; k < inner; k++) {
          sum += (double) a[3 + k * step + r] * w[k * outer + j];
        }
        boolean bends = own ? sum < 0 : sign[9 + j * rows + r] < 0;
        double expected = bends ? slope * sum : sum;
        assertEquals(expected, c[4 + j * rows + r], 1e-5 * Math.sqrt(inner) + 1e-6);
      }
    }
    assertArrayEquals(Arrays.copyOf(before, 4), Arrays.copyOf(c, 4), "outside the result");
  }

  /**
   * A matrix whose parts have rows of zeros at both ends, of which some are left out; {@code w}
   * gets these zeros.
   */
  private static PanelMatrix limited(float[] w, float[] bias, int inner) {
    int outer = bias.length;
    int[] first = new int[PanelMatrix.parts(outer)];
    int[] end = new int[first.length];
    for (int j = 0, part = 0; j < outer; part++) {
      int width = outer - j >= Kernels.PANEL ? Kernels.PANEL : 1;
      first[part] = part % 3 * inner / 4;
      end[part] = inner - part % 2 * inner / 3;
      for (int k = 0; k < inner; k++) {
        if (k < first[part] || k >= end[part]) {
          Arrays.fill(w, k * outer + j, k * outer + j + width, 0);
        }
      }
      j += width;
    }
    return new PanelMatrix(panels(w, inner, outer), bias, inner, first, end);
  }

  /** A matrix (inner, outer) as products read it. */
  private static float[] panels(float[] w, int inner, int outer) {
    float[] panels = new float[inner * outer];
    int at = 0;
    for (int j = 0; j < outer; ) {
      int width = outer - j >= Kernels.PANEL ? Kernels.PANEL : 1;
      for (int k = 0; k < inner; k++) {
        for (int i = 0; i < width; i++) {
          panels[at++] = w[k * outer + j + i];
        }
      }
      j += width;
    }
    return panels;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void transposedProductHasTheSameNumbers(Kernels kernels) {
    for (int inner : new int[] {1, 2, 8, 13}) {
      for (int outer : new int[] {16, 64, 256}) {
        float[] a = random(inner * ROWS, 11);
        float[] w = random(inner * outer, 12);
        float[] bias = random(outer, 13);
        float[] c = new float[outer * ROWS];
        float[] t = new float[ROWS * outer];
        float[] panels = panels(w, inner, outer);
        Lines columns = new Lines(a, 0, ROWS);
        Lines results = new Lines(c, 0, ROWS);
        int[] ends = new int[PanelMatrix.parts(outer)];
        Arrays.fill(ends, inner);
        PanelMatrix matrix = new PanelMatrix(panels, bias, inner, new int[ends.length], ends);
        kernels.product(results, columns, matrix, 0.2f, results, ROWS);
        RowMatrix byRows = new RowMatrix(new Lines(w, 0, outer), bias, 0, inner, outer);
        kernels.productRows(new Lines(t, 0, outer), columns, byRows, 0.2f, 50);
        for (int j = 0; j < outer; j++) {
          for (int r = 0; r < ROWS; r++) {
            assertEquals(r < 50 ? c[j * ROWS + r] : 0, t[r * outer + j]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void columnsBecomeRowsWhateverTheirNumbers(Kernels kernels) {
    for (int columns : new int[] {1, 7, 8, 24, 33, 64}) {
      for (int rows : new int[] {1, 8, 15, 40, 64}) {
        float[] a = random(columns * 70, 8);
        float[] turned = new float[3 + rows * 67];
        kernels.transpose(new Lines(turned, 3, 67), new Lines(a, 2, 70), columns, rows);
        for (int r = 0; r < rows; r++) {
          for (int j = 0; j < 67; j++) {
            float expected = j < columns ? a[2 + j * 70 + r] : 0;
            assertEquals(expected, turned[3 + r * 67 + j], rows + " by " + columns);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void outerSumsOverAnyNumberOfRows(Kernels kernels) {
    for (int columns : SIZES) {
      for (int transposed : new int[] {1, 8, 16, 17, 64, 100}) {
        for (int count : new int[] {1, 15, 64}) {
          checkOuter(kernels, columns, transposed, count);
        }
      }
    }
  }

  private static void checkOuter(Kernels kernels, int columns, int others, int count) {
    int width = (others + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    float[] a = random(columns * ROWS, 5);
    float[] b = random(others * ROWS, 6);
    float[] t = random(width * ROWS, 7);
    Lines turned = new Lines(t, 0, width);
    kernels.transpose(turned, new Lines(b, 0, ROWS), others, ROWS);
    float[] sum = new float[columns * width];
    Lines left = new Lines(a, 0, ROWS);
    kernels.addOuter(new Lines(sum, 0, width), left, columns, turned, width, count);
    int from = width / 2 / Kernels.LANES * Kernels.LANES;
    float[] part = new float[columns * width];
    Lines some = new Lines(t, from, width);
    kernels.addOuter(new Lines(part, from, width), left, columns, some, width - from, count);
    for (int i = 0; i < part.length; i++) {
      assertEquals(i % width < from ? 0 : sum[i], part[i]);
    }
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < others; j++) {
        double expected = 0;
        for (int r = 0; r < count; r++) {
          expected += (double) a[i * ROWS + r] * b[j * ROWS + r];
        }
        assertEquals(expected, sum[i * width + j], 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsAndDotsLaneByLane(Kernels kernels) {
    for (int columns : SIZES) {
      for (int count : new int[] {1, 15, 16, 17, 63, 64}) {
        float[] a = random(ROWS, 8);
        float[] b = random(columns * (ROWS + 1), 9);
        float[] sums = new float[columns * Kernels.LANES];
        float[] dots = new float[columns * Kernels.LANES];
        kernels.addSums(sums, 0, b, 0, ROWS + 1, columns, count);
        kernels.addDots(dots, 0, a, 0, b, 0, ROWS + 1, columns, count);
        double[] expectedSums = new double[sums.length];
        double[] expectedDots = new double[sums.length];
        for (int j = 0; j < columns; j++) {
          for (int r = 0; r < count; r++) {
            expectedSums[j * Kernels.LANES + r % Kernels.LANES] += b[j * (ROWS + 1) + r];
            expectedDots[j * Kernels.LANES + r % Kernels.LANES] +=
                (double) a[r] * b[j * (ROWS + 1) + r];
          }
        }
        for (int i = 0; i < sums.length; i++) {
          assertEquals(expectedSums[i], sums[i], 1e-5);
          assertEquals(expectedDots[i], dots[i], 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumOfColumns(Kernels kernels) {
    for (int columns : SIZES) {
      float[] a = random(columns * ROWS, 10);
      float[] out = new float[ROWS];
      kernels.sumColumns(out, 0, a, 0, ROWS, columns, ROWS);
      for (int r = 0; r < ROWS; r++) {
        double expected = 0;
        for (int k = 0; k < columns; k++) {
          expected += a[k * ROWS + r];
        }
        assertEquals(expected, out[r], 1e-5 * columns);
      }
    }
  }

  private static float[] random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }
}
