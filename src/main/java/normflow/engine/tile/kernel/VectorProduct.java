package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import normflow.engine.tile.kernel.Kernels.Start;

/**
 * Columns times a matrix, in blocks whose sums stay in registers: 4 columns by 4 vectors of rows
 * where the machine has 32 vector registers, 4 by 2 elsewhere.
 *
 * <p>What a sum starts from and how its result is bent are loops of their own: branches between the
 * vectors of a block would make the compiler put them into objects.
 */
final class VectorProduct {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Machines whose vectors are this long have 32 of them. */
  private static final boolean MANY_REGISTERS = LANES >= 16;

  private static final int VECTORS = MANY_REGISTERS ? 4 : 2;

  /** So many argument columns of 64 rows fit the first-level cache with room to spare. */
  private static final int INNER_BLOCK = 64;

  private VectorProduct() {}

  static void run(
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
      float slope) {
    if (inner == 1 && start != Start.RESULT) {
      boolean biased = start == Start.BIAS;
      for (int j = 0; j < outer; j++) {
        float from = biased ? bias[bo + j] : 0;
        scaled(c, co + j * rows, a, ao, w[wo + j * wOuter], from, slope, rows);
      }
      return;
    }
    for (int k = 0; k < inner; k += INNER_BLOCK) {
      int count = Math.min(INNER_BLOCK, inner - k);
      boolean fills = k == 0 && start != Start.RESULT;
      boolean bends = k + count == inner && slope != 1;
      for (int r = 0; r < rows; r += VECTORS * LANES) {
        int from = ao + k * aStep + r;
        int width = 0;
        for (int j = 0; j < outer; j += width) {
          width = outer - j >= 4 ? 4 : 1;
          int to = co + j * rows + r;
          int wt = wo + k * wInner + j * wOuter;
          if (fills) {
            fill(
                c,
                to,
                rows,
                width,
                start == Start.BIAS ? bias : ZEROS,
                start == Start.BIAS ? bo + j : 0);
          }
          if (width == 4 && MANY_REGISTERS) {
            block4x4(c, to, rows, a, from, aStep, w, wt, wInner, wOuter, count);
          } else if (width == 4) {
            block4x2(c, to, rows, a, from, aStep, w, wt, wInner, wOuter, count);
          } else if (MANY_REGISTERS) {
            block1x4(c, to, rows, a, from, aStep, w, wt, wInner, wOuter, count);
          } else {
            block1x2(c, to, rows, a, from, aStep, w, wt, wInner, wOuter, count);
          }
          if (bends) {
            bend(c, to, rows, width, slope);
          }
        }
      }
    }
  }

  private static final float[] ZEROS = new float[4];

  /** One column times one number, plus another. */
  private static void scaled(
      float[] c, int co, float[] a, int ao, float factor, float from, float slope, int rows) {
    FloatVector x = FloatVector.broadcast(SPECIES, factor);
    FloatVector start = FloatVector.broadcast(SPECIES, from);
    for (int r = 0; r < rows; r += LANES) {
      FloatVector sum = x.fma(FloatVector.fromArray(SPECIES, a, ao + r), start);
      sum.blend(sum.mul(slope), sum.compare(LT, 0f)).intoArray(c, co + r);
    }
  }

  private static void fill(float[] c, int co, int cStep, int width, float[] from, int at) {
    for (int j = 0; j < width; j++) {
      FloatVector x = FloatVector.broadcast(SPECIES, from[at + j]);
      for (int v = 0; v < VECTORS * LANES; v += LANES) {
        x.intoArray(c, co + j * cStep + v);
      }
    }
  }

  private static void bend(float[] c, int co, int cStep, int width, float slope) {
    for (int j = 0; j < width; j++) {
      int at = co + j * cStep;
      for (int v = 0; v < VECTORS * LANES; v += LANES) {
        FloatVector x = FloatVector.fromArray(SPECIES, c, at + v);
        x.blend(x.mul(slope), x.compare(LT, 0f)).intoArray(c, at + v);
      }
    }
  }

  /** Adds to 4 columns of 4 vectors each. */
  private static void block4x4(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int wOuter,
      int inner) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, co + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, co + 3 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + cStep);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + cStep + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, c, co + cStep + 2 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, c, co + cStep + 3 * LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep + 2 * LANES);
    FloatVector c23 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep + 3 * LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep + 2 * LANES);
    FloatVector c33 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep + 3 * LANES);
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      c02 = x.fma(a2, c02);
      c03 = x.fma(a3, c03);
      x = FloatVector.broadcast(SPECIES, w[wt + wOuter]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      c12 = x.fma(a2, c12);
      c13 = x.fma(a3, c13);
      x = FloatVector.broadcast(SPECIES, w[wt + 2 * wOuter]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      c22 = x.fma(a2, c22);
      c23 = x.fma(a3, c23);
      x = FloatVector.broadcast(SPECIES, w[wt + 3 * wOuter]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
      c32 = x.fma(a2, c32);
      c33 = x.fma(a3, c33);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c02.intoArray(c, co + 2 * LANES);
    c03.intoArray(c, co + 3 * LANES);
    c10.intoArray(c, co + cStep);
    c11.intoArray(c, co + cStep + LANES);
    c12.intoArray(c, co + cStep + 2 * LANES);
    c13.intoArray(c, co + cStep + 3 * LANES);
    c20.intoArray(c, co + 2 * cStep);
    c21.intoArray(c, co + 2 * cStep + LANES);
    c22.intoArray(c, co + 2 * cStep + 2 * LANES);
    c23.intoArray(c, co + 2 * cStep + 3 * LANES);
    c30.intoArray(c, co + 3 * cStep);
    c31.intoArray(c, co + 3 * cStep + LANES);
    c32.intoArray(c, co + 3 * cStep + 2 * LANES);
    c33.intoArray(c, co + 3 * cStep + 3 * LANES);
  }

  /** Adds to 4 columns of 2 vectors each. */
  private static void block4x2(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int wOuter,
      int inner) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + cStep);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + cStep + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * cStep + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * cStep + LANES);
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      x = FloatVector.broadcast(SPECIES, w[wt + wOuter]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      x = FloatVector.broadcast(SPECIES, w[wt + 2 * wOuter]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      x = FloatVector.broadcast(SPECIES, w[wt + 3 * wOuter]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c10.intoArray(c, co + cStep);
    c11.intoArray(c, co + cStep + LANES);
    c20.intoArray(c, co + 2 * cStep);
    c21.intoArray(c, co + 2 * cStep + LANES);
    c30.intoArray(c, co + 3 * cStep);
    c31.intoArray(c, co + 3 * cStep + LANES);
  }

  /** Adds to 1 columns of 4 vectors each. */
  private static void block1x4(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int wOuter,
      int inner) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, co + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, co + 3 * LANES);
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      c02 = x.fma(a2, c02);
      c03 = x.fma(a3, c03);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c02.intoArray(c, co + 2 * LANES);
    c03.intoArray(c, co + 3 * LANES);
  }

  /** Adds to 1 columns of 2 vectors each. */
  private static void block1x2(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int wOuter,
      int inner) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
  }
}
