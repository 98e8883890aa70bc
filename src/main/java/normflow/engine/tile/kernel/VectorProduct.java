package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import normflow.engine.tile.kernel.Kernels.Start;

/**
 * Columns times a matrix, in blocks whose sums stay in registers: 4 columns by 4 vectors of rows
 * where the machine has 32 vector registers, 4 by 2 elsewhere.
 */
final class VectorProduct {

  private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
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
    for (int k = 0; k < inner; k += INNER_BLOCK) {
      int count = Math.min(INNER_BLOCK, inner - k);
      Start from = k == 0 ? start : Start.RESULT;
      float last = k + count == inner ? slope : 1f;
      for (int r = 0; r < rows; r += VECTORS * LANES) {
        int j = 0;
        for (; j + 4 <= outer; j += 4) {
          if (MANY_REGISTERS) {
            block4x4(
                c,
                co + j * rows + r,
                rows,
                a,
                ao + k * aStep + r,
                aStep,
                w,
                wo + k * wInner + j * wOuter,
                wInner,
                wOuter,
                count,
                from,
                bias,
                bo + j,
                last);
          } else {
            block4x2(
                c,
                co + j * rows + r,
                rows,
                a,
                ao + k * aStep + r,
                aStep,
                w,
                wo + k * wInner + j * wOuter,
                wInner,
                wOuter,
                count,
                from,
                bias,
                bo + j,
                last);
          }
        }
        for (; j < outer; j++) {
          block1(
              c,
              co + j * rows + r,
              a,
              ao + k * aStep + r,
              aStep,
              w,
              wo + k * wInner + j * wOuter,
              wInner,
              count,
              from,
              bias,
              bo + j,
              last);
        }
      }
    }
  }

  private static FloatVector load(float[] a, int at) {
    return FloatVector.fromArray(SPECIES, a, at);
  }

  private static FloatVector splat(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static void store(FloatVector x, float slope, float[] c, int at) {
    if (slope == 1f) {
      x.intoArray(c, at);
    } else {
      x.blend(x.mul(slope), x.compare(LT, 0f)).intoArray(c, at);
    }
  }

  private static void block1(
      float[] c,
      int co,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wInner,
      int inner,
      Start start,
      float[] bias,
      int bo,
      float slope) {
    if (MANY_REGISTERS) {
      block1x4(c, co, 0, a, ao, aStep, w, wo, wInner, 0, inner, start, bias, bo, slope);
    } else {
      block1x2(c, co, 0, a, ao, aStep, w, wo, wInner, 0, inner, start, bias, bo, slope);
    }
  }

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
      int inner,
      Start start,
      float[] bias,
      int bo,
      float slope) {
    FloatVector c00;
    FloatVector c01;
    FloatVector c02;
    FloatVector c03;
    FloatVector c10;
    FloatVector c11;
    FloatVector c12;
    FloatVector c13;
    FloatVector c20;
    FloatVector c21;
    FloatVector c22;
    FloatVector c23;
    FloatVector c30;
    FloatVector c31;
    FloatVector c32;
    FloatVector c33;
    if (start == Start.RESULT) {
      c00 = load(c, co + 0 * cStep + 0 * LANES);
      c01 = load(c, co + 0 * cStep + 1 * LANES);
      c02 = load(c, co + 0 * cStep + 2 * LANES);
      c03 = load(c, co + 0 * cStep + 3 * LANES);
      c10 = load(c, co + 1 * cStep + 0 * LANES);
      c11 = load(c, co + 1 * cStep + 1 * LANES);
      c12 = load(c, co + 1 * cStep + 2 * LANES);
      c13 = load(c, co + 1 * cStep + 3 * LANES);
      c20 = load(c, co + 2 * cStep + 0 * LANES);
      c21 = load(c, co + 2 * cStep + 1 * LANES);
      c22 = load(c, co + 2 * cStep + 2 * LANES);
      c23 = load(c, co + 2 * cStep + 3 * LANES);
      c30 = load(c, co + 3 * cStep + 0 * LANES);
      c31 = load(c, co + 3 * cStep + 1 * LANES);
      c32 = load(c, co + 3 * cStep + 2 * LANES);
      c33 = load(c, co + 3 * cStep + 3 * LANES);
    } else {
      boolean biased = start == Start.BIAS;
      c00 = splat(biased ? bias[bo + 0] : 0f);
      c01 = c00;
      c02 = c00;
      c03 = c00;
      c10 = splat(biased ? bias[bo + 1] : 0f);
      c11 = c10;
      c12 = c10;
      c13 = c10;
      c20 = splat(biased ? bias[bo + 2] : 0f);
      c21 = c20;
      c22 = c20;
      c23 = c20;
      c30 = splat(biased ? bias[bo + 3] : 0f);
      c31 = c30;
      c32 = c30;
      c33 = c30;
    }
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = load(a, at + 0 * LANES);
      FloatVector a1 = load(a, at + 1 * LANES);
      FloatVector a2 = load(a, at + 2 * LANES);
      FloatVector a3 = load(a, at + 3 * LANES);
      FloatVector x = splat(w[wt + 0 * wOuter]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      c02 = x.fma(a2, c02);
      c03 = x.fma(a3, c03);
      x = splat(w[wt + 1 * wOuter]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      c12 = x.fma(a2, c12);
      c13 = x.fma(a3, c13);
      x = splat(w[wt + 2 * wOuter]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      c22 = x.fma(a2, c22);
      c23 = x.fma(a3, c23);
      x = splat(w[wt + 3 * wOuter]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
      c32 = x.fma(a2, c32);
      c33 = x.fma(a3, c33);
    }
    store(c00, slope, c, co + 0 * cStep + 0 * LANES);
    store(c01, slope, c, co + 0 * cStep + 1 * LANES);
    store(c02, slope, c, co + 0 * cStep + 2 * LANES);
    store(c03, slope, c, co + 0 * cStep + 3 * LANES);
    store(c10, slope, c, co + 1 * cStep + 0 * LANES);
    store(c11, slope, c, co + 1 * cStep + 1 * LANES);
    store(c12, slope, c, co + 1 * cStep + 2 * LANES);
    store(c13, slope, c, co + 1 * cStep + 3 * LANES);
    store(c20, slope, c, co + 2 * cStep + 0 * LANES);
    store(c21, slope, c, co + 2 * cStep + 1 * LANES);
    store(c22, slope, c, co + 2 * cStep + 2 * LANES);
    store(c23, slope, c, co + 2 * cStep + 3 * LANES);
    store(c30, slope, c, co + 3 * cStep + 0 * LANES);
    store(c31, slope, c, co + 3 * cStep + 1 * LANES);
    store(c32, slope, c, co + 3 * cStep + 2 * LANES);
    store(c33, slope, c, co + 3 * cStep + 3 * LANES);
  }

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
      int inner,
      Start start,
      float[] bias,
      int bo,
      float slope) {
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    FloatVector c20;
    FloatVector c21;
    FloatVector c30;
    FloatVector c31;
    if (start == Start.RESULT) {
      c00 = load(c, co + 0 * cStep + 0 * LANES);
      c01 = load(c, co + 0 * cStep + 1 * LANES);
      c10 = load(c, co + 1 * cStep + 0 * LANES);
      c11 = load(c, co + 1 * cStep + 1 * LANES);
      c20 = load(c, co + 2 * cStep + 0 * LANES);
      c21 = load(c, co + 2 * cStep + 1 * LANES);
      c30 = load(c, co + 3 * cStep + 0 * LANES);
      c31 = load(c, co + 3 * cStep + 1 * LANES);
    } else {
      boolean biased = start == Start.BIAS;
      c00 = splat(biased ? bias[bo + 0] : 0f);
      c01 = c00;
      c10 = splat(biased ? bias[bo + 1] : 0f);
      c11 = c10;
      c20 = splat(biased ? bias[bo + 2] : 0f);
      c21 = c20;
      c30 = splat(biased ? bias[bo + 3] : 0f);
      c31 = c30;
    }
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = load(a, at + 0 * LANES);
      FloatVector a1 = load(a, at + 1 * LANES);
      FloatVector x = splat(w[wt + 0 * wOuter]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      x = splat(w[wt + 1 * wOuter]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      x = splat(w[wt + 2 * wOuter]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      x = splat(w[wt + 3 * wOuter]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
    }
    store(c00, slope, c, co + 0 * cStep + 0 * LANES);
    store(c01, slope, c, co + 0 * cStep + 1 * LANES);
    store(c10, slope, c, co + 1 * cStep + 0 * LANES);
    store(c11, slope, c, co + 1 * cStep + 1 * LANES);
    store(c20, slope, c, co + 2 * cStep + 0 * LANES);
    store(c21, slope, c, co + 2 * cStep + 1 * LANES);
    store(c30, slope, c, co + 3 * cStep + 0 * LANES);
    store(c31, slope, c, co + 3 * cStep + 1 * LANES);
  }

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
      int inner,
      Start start,
      float[] bias,
      int bo,
      float slope) {
    FloatVector c00;
    FloatVector c01;
    FloatVector c02;
    FloatVector c03;
    if (start == Start.RESULT) {
      c00 = load(c, co + 0 * cStep + 0 * LANES);
      c01 = load(c, co + 0 * cStep + 1 * LANES);
      c02 = load(c, co + 0 * cStep + 2 * LANES);
      c03 = load(c, co + 0 * cStep + 3 * LANES);
    } else {
      boolean biased = start == Start.BIAS;
      c00 = splat(biased ? bias[bo + 0] : 0f);
      c01 = c00;
      c02 = c00;
      c03 = c00;
    }
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = load(a, at + 0 * LANES);
      FloatVector a1 = load(a, at + 1 * LANES);
      FloatVector a2 = load(a, at + 2 * LANES);
      FloatVector a3 = load(a, at + 3 * LANES);
      FloatVector x = splat(w[wt + 0 * wOuter]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      c02 = x.fma(a2, c02);
      c03 = x.fma(a3, c03);
    }
    store(c00, slope, c, co + 0 * cStep + 0 * LANES);
    store(c01, slope, c, co + 0 * cStep + 1 * LANES);
    store(c02, slope, c, co + 0 * cStep + 2 * LANES);
    store(c03, slope, c, co + 0 * cStep + 3 * LANES);
  }

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
      int inner,
      Start start,
      float[] bias,
      int bo,
      float slope) {
    FloatVector c00;
    FloatVector c01;
    if (start == Start.RESULT) {
      c00 = load(c, co + 0 * cStep + 0 * LANES);
      c01 = load(c, co + 0 * cStep + 1 * LANES);
    } else {
      boolean biased = start == Start.BIAS;
      c00 = splat(biased ? bias[bo + 0] : 0f);
      c01 = c00;
    }
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * wInner;
      FloatVector a0 = load(a, at + 0 * LANES);
      FloatVector a1 = load(a, at + 1 * LANES);
      FloatVector x = splat(w[wt + 0 * wOuter]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
    }
    store(c00, slope, c, co + 0 * cStep + 0 * LANES);
    store(c01, slope, c, co + 0 * cStep + 1 * LANES);
  }
}
