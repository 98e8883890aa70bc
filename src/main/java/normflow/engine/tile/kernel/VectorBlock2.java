package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of a matrix product that stay in registers, two vectors of rows at a time: for machines with
 * 16 vector registers. Written out, because the compiler keeps vectors in registers only where they
 * are local variables of one loop.
 */
final class VectorBlock2 {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Vectors of rows that a block takes. */
  static final int VECTORS = 2;

  private VectorBlock2() {}

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
    FloatVector c10 = FloatVector.broadcast(SPECIES, bias[bo + 1]);
    FloatVector c11 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, bias[bo + 2]);
    FloatVector c21 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, bias[bo + 3]);
    FloatVector c31 = c30;
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k * 4;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
      x = FloatVector.broadcast(SPECIES, w[wt + 1]);
      c10 = x.fma(a0, c10);
      c11 = x.fma(a1, c11);
      x = FloatVector.broadcast(SPECIES, w[wt + 2]);
      c20 = x.fma(a0, c20);
      c21 = x.fma(a1, c21);
      x = FloatVector.broadcast(SPECIES, w[wt + 3]);
      c30 = x.fma(a0, c30);
      c31 = x.fma(a1, c31);
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
    for (int k = 0; k < inner; k++) {
      int at = ao + k * aStep;
      int wt = wo + k;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, w[wt]);
      c00 = x.fma(a0, c00);
      c01 = x.fma(a1, c01);
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
    for (int j = 0; j < outer; j++) {
      FloatVector x = FloatVector.broadcast(SPECIES, w[wo + j]);
      FloatVector start = FloatVector.broadcast(SPECIES, bias[bo + j]);
      int to = co + j * cStep;
      int from = so + j * sStep;
      FloatVector c0 = x.fma(a0, start);
      FloatVector c1 = x.fma(a1, start);
      c0.blend(
              c0.mul(slope),
              self.fma(c0, FloatVector.fromArray(SPECIES, sign, from)).compare(LT, 0f))
          .intoArray(c, to);
      c1.blend(
              c1.mul(slope),
              self.fma(c1, FloatVector.fromArray(SPECIES, sign, from + LANES)).compare(LT, 0f))
          .intoArray(c, to + LANES);
    }
  }
}
