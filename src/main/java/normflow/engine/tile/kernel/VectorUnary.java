package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of one argument over consecutive floats, a loop each so that every loop is compiled for
 * its own function.
 */
final class VectorUnary {

  private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
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
      case EXP -> exp(out, o, a, ao, whole);
      case LOG -> log(out, o, a, ao, whole);
      case LOG1P -> log1p(out, o, a, ao, whole);
      case TANH -> tanh(out, o, a, ao, whole);
      case SIGMOID -> sigmoid(out, o, a, ao, whole);
      case SOFTPLUS -> softplus(out, o, a, ao, whole);
      case LEAKY -> leaky(parameter, out, o, a, ao, whole);
      default -> {
        return 0;
      }
    }
    return whole;
  }

  private static FloatVector load(float[] a, int at) {
    return FloatVector.fromArray(SPECIES, a, at);
  }

  private static void negate(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(a, ao + i).neg().intoArray(out, o + i);
    }
  }

  private static void abs(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(a, ao + i).abs().intoArray(out, o + i);
    }
  }

  private static void square(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = load(a, ao + i);
      x.mul(x).intoArray(out, o + i);
    }
  }

  private static void sqrt(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(a, ao + i).sqrt().intoArray(out, o + i);
    }
  }

  private static void reciprocal(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      ONE.div(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void exp(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.exp(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void log(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.log(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void log1p(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.log1p(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void tanh(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.tanh(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void sigmoid(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.sigmoid(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void softplus(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.softplus(load(a, ao + i)).intoArray(out, o + i);
    }
  }

  private static void leaky(float slope, float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = load(a, ao + i);
      x.blend(x.mul(slope), x.compare(LT, 0f)).intoArray(out, o + i);
    }
  }
}
