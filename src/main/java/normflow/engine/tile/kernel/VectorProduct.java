package normflow.engine.tile.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Columns times a matrix, in blocks whose sums stay in registers. */
final class VectorProduct {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Machines whose vectors are this long have 32 of them. */
  private static final boolean MANY_REGISTERS = LANES >= 16;

  private static final int BLOCK_ROWS =
      LANES * (MANY_REGISTERS ? VectorBlock4.VECTORS : VectorBlock2.VECTORS);

  private static final float[] ZEROS = new float[BLOCK_ROWS];

  private VectorProduct() {}

  /**
   * What decides about the slope is {@code own} times the result plus a number from an array, so
   * that the blocks need no branch: either the result itself and zeros, or numbers from elsewhere.
   */
  static void run(
      float[] c,
      int co,
      float[] a,
      int ao,
      int aStep,
      float[] panels,
      int po,
      int inner,
      int outer,
      int rows,
      float[] bias,
      int bo,
      float slope,
      float[] sign,
      int so) {
    boolean own = sign == c && so == co;
    float[] signs = own ? ZEROS : sign;
    int signStep = own ? 0 : rows;
    for (int r = 0; r < rows; r += BLOCK_ROWS) {
      int signAt = own ? 0 : so + r;
      if (inner == 1 && MANY_REGISTERS) {
        VectorBlock4.scaled(
            c,
            co + r,
            rows,
            a,
            ao + r,
            panels,
            po,
            outer,
            bias,
            bo,
            slope,
            own ? 1 : 0,
            signs,
            signAt,
            signStep);
      } else if (inner == 1) {
        VectorBlock2.scaled(
            c,
            co + r,
            rows,
            a,
            ao + r,
            panels,
            po,
            outer,
            bias,
            bo,
            slope,
            own ? 1 : 0,
            signs,
            signAt,
            signStep);
      } else {
        blocks(
            c,
            co + r,
            rows,
            a,
            ao + r,
            aStep,
            panels,
            po,
            inner,
            outer,
            bias,
            bo,
            slope,
            own ? 1 : 0,
            signs,
            signAt,
            signStep);
      }
    }
  }

  private static void blocks(
      float[] c,
      int co,
      int cStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int inner,
      int outer,
      float[] bias,
      int bo,
      float slope,
      float own,
      float[] sign,
      int so,
      int sStep) {
    int width;
    for (int j = 0; j < outer; j += width) {
      width = outer - j >= Kernels.PANEL ? Kernels.PANEL : 1;
      int to = co + j * cStep;
      int wt = wo + j * inner;
      int from = so + j * sStep;
      if (width > 1 && MANY_REGISTERS) {
        VectorBlock4.four(
            c, to, cStep, a, ao, aStep, w, wt, inner, bias, bo + j, slope, own, sign, from, sStep);
      } else if (width > 1) {
        VectorBlock2.four(
            c, to, cStep, a, ao, aStep, w, wt, inner, bias, bo + j, slope, own, sign, from, sStep);
      } else if (MANY_REGISTERS) {
        VectorBlock4.one(
            c, to, cStep, a, ao, aStep, w, wt, inner, bias, bo + j, slope, own, sign, from, sStep);
      } else {
        VectorBlock2.one(
            c, to, cStep, a, ao, aStep, w, wt, inner, bias, bo + j, slope, own, sign, from, sStep);
      }
    }
  }
}
