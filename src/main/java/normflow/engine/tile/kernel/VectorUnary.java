package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of one argument over consecutive floats, a loop each so that every loop is compiled for
 * its own function.
 */
final class VectorUnary {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);

  private VectorUnary() {}

  /** Computes whole vectors; returns how many floats are done. */
  static int run(Function f, float parameter, float[] out, int o, float[] a, int ao, int n) {
    int whole = SPECIES.loopBound(n);
    switch (f) {
      case NEGATE -> negate(out, o, a, ao, whole);
      case ABS -> abs(out, o, a, ao, whole);
      case SQUARE -> square(out, o, a, ao, whole);
      case SQRT -> sqrt(out, o, a, ao, whole);
      case RECIPROCAL -> reciprocal(out, o, a, ao, whole);
      case EXP -> VectorElementary.exp(out, o, a, ao, whole);
      case LOG -> VectorElementary.log(out, o, a, ao, whole);
      case LOG1P -> VectorElementary.log1p(out, o, a, ao, whole);
      case TANH -> VectorElementary.tanh(out, o, a, ao, whole);
      case SIGMOID -> VectorElementary.sigmoid(out, o, a, ao, whole);
      case SOFTPLUS -> VectorElementary.softplus(out, o, a, ao, whole);
      case LEAKY -> leaky(parameter, out, o, a, ao, whole);
      default -> {
        return 0;
      }
    }
    return whole;
  }

  private static void negate(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).neg().intoArray(out, o + i);
    }
  }

  private static void abs(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).abs().intoArray(out, o + i);
    }
  }

  private static void square(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      x.mul(x).intoArray(out, o + i);
    }
  }

  private static void sqrt(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).sqrt().intoArray(out, o + i);
    }
  }

  private static void reciprocal(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      ONE.div(FloatVector.fromArray(SPECIES, a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void leaky(float slope, float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      x.blend(x.mul(slope), x.compare(LT, 0f)).intoArray(out, o + i);
    }
  }
}
