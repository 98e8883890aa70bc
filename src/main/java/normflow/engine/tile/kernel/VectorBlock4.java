package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of a matrix product that stay in registers, four vectors of rows at a time: for machines
 * with 32 vector registers. Written out, because the compiler keeps vectors in registers only where
 * they are local variables of one loop.
 */
final class VectorBlock4 {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Vectors of rows that a block takes. */
  static final int VECTORS = 4;

  private VectorBlock4() {}

  /** Four columns. */
  static void four(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int inner,
      float[] bias,
      int bo,
      float slope,
      float own,
      float[] sign,
      int so,
      int sStep) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, bias[bo]);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = FloatVector.broadcast(SPECIES, bias[bo + 1]);
    FloatVector c11 = c10;
    FloatVector c12 = c10;
    FloatVector c13 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, bias[bo + 2]);
    FloatVector c21 = c20;
    FloatVector c22 = c20;
    FloatVector c23 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, bias[bo + 3]);
    FloatVector c31 = c30;
    FloatVector c32 = c30;
    FloatVector c33 = c30;
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * 4;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      c02 = x.fma(a2, c02);
      c03 = x.fma(a3, c03);
      x = FloatVector.broadcast(SPECIES, w[wt + 1]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      c12 = x.fma(a2, c12);
      c13 = x.fma(a3, c13);
      x = FloatVector.broadcast(SPECIES, w[wt + 2]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      c22 = x.fma(a2, c22);
      c23 = x.fma(a3, c23);
      x = FloatVector.broadcast(SPECIES, w[wt + 3]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
      c32 = x.fma(a2, c32);
      c33 = x.fma(a3, c33);
    }
    FloatVector self = FloatVector.broadcast(SPECIES, own);
    int to = co;
    int from = so;
    c00.blend(
            c00.mul(slope),
            self.fma(c00, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
        .intoArray(c, to);
    c01.blend(
            c01.mul(slope),
            self.fma(c01, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
        .intoArray(c, to + LANES);
    c02.blend(
            c02.mul(slope),
            self.fma(c02, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 2 * LANES);
    c03.blend(
            c03.mul(slope),
            self.fma(c03, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 3 * LANES);
    to += cStep;
    from += sStep;
    c10.blend(
            c10.mul(slope),
            self.fma(c10, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
        .intoArray(c, to);
    c11.blend(
            c11.mul(slope),
            self.fma(c11, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
        .intoArray(c, to + LANES);
    c12.blend(
            c12.mul(slope),
            self.fma(c12, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 2 * LANES);
    c13.blend(
            c13.mul(slope),
            self.fma(c13, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 3 * LANES);
    to += cStep;
    from += sStep;
    c20.blend(
            c20.mul(slope),
            self.fma(c20, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
        .intoArray(c, to);
    c21.blend(
            c21.mul(slope),
            self.fma(c21, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
        .intoArray(c, to + LANES);
    c22.blend(
            c22.mul(slope),
            self.fma(c22, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 2 * LANES);
    c23.blend(
            c23.mul(slope),
            self.fma(c23, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 3 * LANES);
    to += cStep;
    from += sStep;
    c30.blend(
            c30.mul(slope),
            self.fma(c30, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
        .intoArray(c, to);
    c31.blend(
            c31.mul(slope),
            self.fma(c31, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
        .intoArray(c, to + LANES);
    c32.blend(
            c32.mul(slope),
            self.fma(c32, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 2 * LANES);
    c33.blend(
            c33.mul(slope),
            self.fma(c33, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 3 * LANES);
  }

  /** One column. */
  static void one(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int inner,
      float[] bias,
      int bo,
      float slope,
      float own,
      float[] sign,
      int so,
      int sStep) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, bias[bo]);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k;
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
    FloatVector self = FloatVector.broadcast(SPECIES, own);
    int to = co;
    int from = so;
    c00.blend(
            c00.mul(slope),
            self.fma(c00, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
        .intoArray(c, to);
    c01.blend(
            c01.mul(slope),
            self.fma(c01, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
        .intoArray(c, to + LANES);
    c02.blend(
            c02.mul(slope),
            self.fma(c02, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 2 * LANES);
    c03.blend(
            c03.mul(slope),
            self.fma(c03, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
        .intoArray(c, to + 3 * LANES);
  }

  /** Any number of columns, each one number times the same column. */
  static void scaled(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      float[] w,
      int wo,
      int outer,
      float[] bias,
      int bo,
      float slope,
      float own,
      float[] sign,
      int so,
      int sStep) {
    FloatVector self = FloatVector.broadcast(SPECIES, own);
    FloatVector a0 = FloatVector.fromArray(SPECIES, a, ao);
    FloatVector a1 = FloatVector.fromArray(SPECIES, a, ao + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, a, ao + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, a, ao + 3 * LANES);
    for (int j = 0; j < outer; j++) {
      FloatVector x = FloatVector.broadcast(SPECIES, w[wo + j]);
      FloatVector start = FloatVector.broadcast(SPECIES, bias[bo + j]);
      int to = co + j * cStep;
      int from = so + j * sStep;
      FloatVector c0 = x.fma(a0, start);
      FloatVector c1 = x.fma(a1, start);
      FloatVector c2 = x.fma(a2, start);
      FloatVector c3 = x.fma(a3, start);
      c0.blend(
              c0.mul(slope),
              self.fma(c0, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
          .intoArray(c, to);
      c1.blend(
              c1.mul(slope),
              self.fma(c1, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
          .intoArray(c, to + LANES);
      c2.blend(
              c2.mul(slope),
              self.fma(c2, FloatVector.fromArray(SPECIES, sign, from + 2 * LANES)).compare(LT, 0f))
          .intoArray(c, to + 2 * LANES);
      c3.blend(
              c3.mul(slope),
              self.fma(c3, FloatVector.fromArray(SPECIES, sign, from + 3 * LANES)).compare(LT, 0f))
          .intoArray(c, to + 3 * LANES);
    }
  }
}
