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
  static void run(Lines to, Lines from, PanelMatrix matrix, float slope, Lines bend, int rows) {
    float[] c = to.values();
    float[] a = from.values();
    float[] w = matrix.panels();
    float[] bias = matrix.bias();
    int inner = matrix.inner();
    int outer = matrix.outer();
    int step = to.step();
    boolean self = bend.values() == c && bend.offset() == to.offset();
    float own = self ? 1 : 0;
    float[] signs = self ? ZEROS : bend.values();
    int signStep = self ? 0 : step;
    int width;
    for (int j = 0, part = 0; j < outer; j += width, part++) {
      width = inner == 1 ? outer : outer - j >= Kernels.PANEL ? Kernels.PANEL : 1;
      int first = matrix.first()[part];
      for (int r = 0; r < rows; r += BLOCK_ROWS) {
        int co = to.offset() + j * step + r;
        int ao = from.offset() + r;
        int so = self ? 0 : bend.offset() + j * step + r;
        int wo = j * inner;
        if (inner == 1) {
          scaled(c, co, step, a, ao, w, wo, outer, bias, 0, slope, own, signs, so, signStep);
        } else {
          block(
              width,
              c,
              co,
              step,
              a,
              ao + first * from.step(),
              from.step(),
              w,
              wo + first * width,
              matrix.end()[part] - first,
              bias,
              j,
              slope,
              own,
              signs,
              so,
              signStep);
        }
      }
    }
  }

  /** A panel stays in the first-level cache for all rows. */
  private static void block(
      int width,
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
    if (width > 1 && MANY_REGISTERS) {
      VectorBlock4.four(
          c, co, cStep, a, ao, aStep, w, wo, inner, bias, bo, slope, own, sign, so, sStep);
    } else if (width > 1) {
      VectorBlock2.four(
          c, co, cStep, a, ao, aStep, w, wo, inner, bias, bo, slope, own, sign, so, sStep);
    } else if (MANY_REGISTERS) {
      VectorBlock4.one(
          c, co, cStep, a, ao, aStep, w, wo, inner, bias, bo, slope, own, sign, so, sStep);
    } else {
      VectorBlock2.one(
          c, co, cStep, a, ao, aStep, w, wo, inner, bias, bo, slope, own, sign, so, sStep);
    }
  }

  private static void scaled(
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
    if (MANY_REGISTERS) {
      VectorBlock4.scaled(c, co, cStep, a, ao, w, wo, outer, bias, bo, slope, own, sign, so, sStep);
    } else {
      VectorBlock2.scaled(c, co, cStep, a, ao, w, wo, outer, bias, bo, slope, own, sign, so, sStep);
    }
  }
}
