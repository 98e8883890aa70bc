package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Columns times a matrix with the results of a row side by side. */
final class VectorRows {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  static void product(
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
    for (int j = 0; j < outer; j += LANES) {
      if (inner == 1) {
        one(out, o + j, outStep, a, ao, w, wo + j, count, bias, bo + j, slope);
      } else {
        many(
            out, o + j, outStep, a, ao, aStep, w, wo + j, wStep, inner, count, bias, bo + j, slope);
      }
    }
  }

  private static void one(
      float[] out,
      int o,
      int outStep,
      float[] a,
      int ao,
      float[] w,
      int wo,
      int count,
      float[] bias,
      int bo,
      float slope) {
    FloatVector weight = FloatVector.fromArray(SPECIES, w, wo);
    FloatVector start = FloatVector.fromArray(SPECIES, bias, bo);
    for (int r = 0; r < count; r++) {
      FloatVector sum = weight.fma(FloatVector.broadcast(SPECIES, a[ao + r]), start);
      sum.blend(sum.mul(slope), sum.compare(LT, 0f)).intoArray(out, o + r * outStep);
    }
  }

  private static void many(
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
      int count,
      float[] bias,
      int bo,
      float slope) {
    for (int r = 0; r < count; r++) {
      FloatVector sum = FloatVector.fromArray(SPECIES, bias, bo);
      for (int k = 0; k < inner; k++) {
        FloatVector x = FloatVector.broadcast(SPECIES, a[ao + k * aStep + r]);
        sum = x.fma(FloatVector.fromArray(SPECIES, w, wo + k * wStep), sum);
      }
      sum.blend(sum.mul(slope), sum.compare(LT, 0f)).intoArray(out, o + r * outStep);
    }
  }
}
