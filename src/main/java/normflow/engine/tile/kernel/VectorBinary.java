package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of two arguments over consecutive floats, a loop each so that every loop is compiled
 * for its own function.
 */
final class VectorBinary {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final FloatVector ZERO = FloatVector.zero(SPECIES);
  private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);

  private VectorBinary() {}

  /** Computes whole vectors; returns how many floats are done. */
  static int run(
      Function f,
      float parameter,
      float[] out,
      int o,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int n) {
    int whole = SPECIES.loopBound(n);
    switch (f) {
      case ADD -> add(out, o, a, ao, b, bo, whole);
      case SUBTRACT -> subtract(out, o, a, ao, b, bo, whole);
      case MULTIPLY -> multiply(out, o, a, ao, b, bo, whole);
      case DIVIDE -> divide(out, o, a, ao, b, bo, whole);
      case MAX -> max(out, o, a, ao, b, bo, whole);
      case MIN -> min(out, o, a, ao, b, bo, whole);
      case LESS -> less(out, o, a, ao, b, bo, whole);
      case LESS_OR_EQUAL -> lessOrEqual(out, o, a, ao, b, bo, whole);
      case EQUAL -> equal(out, o, a, ao, b, bo, whole);
      case TANH_SLOPE -> tanhSlope(out, o, a, ao, b, bo, whole);
      case SIGMOID_SLOPE -> sigmoidSlope(out, o, a, ao, b, bo, whole);
      case LEAKY_SLOPE -> leakySlope(parameter, out, o, a, ao, b, bo, whole);
      default -> {
        return 0;
      }
    }
    return whole;
  }

  private static void add(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.add(y).intoArray(out, o + i);
    }
  }

  private static void subtract(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.sub(y).intoArray(out, o + i);
    }
  }

  private static void multiply(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.mul(y).intoArray(out, o + i);
    }
  }

  private static void divide(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.div(y).intoArray(out, o + i);
    }
  }

  private static void max(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.max(y).intoArray(out, o + i);
    }
  }

  private static void min(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      x.min(y).intoArray(out, o + i);
    }
  }

  private static void less(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      ZERO.blend(1f, x.compare(LT, y)).intoArray(out, o + i);
    }
  }

  private static void lessOrEqual(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      ZERO.blend(1f, x.compare(LE, y)).intoArray(out, o + i);
    }
  }

  private static void equal(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      ZERO.blend(1f, x.compare(EQ, y)).intoArray(out, o + i);
    }
  }

  private static void tanhSlope(float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      y.mul(ONE.sub(x.mul(x))).intoArray(out, o + i);
    }
  }

  private static void sigmoidSlope(
      float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      y.mul(x).mul(ONE.sub(x)).intoArray(out, o + i);
    }
  }

  private static void leakySlope(
      float slope, float[] out, int o, float[] a, int ao, float[] b, int bo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bo + i);
      y.blend(y.mul(slope), x.compare(LT, 0f)).intoArray(out, o + i);
    }
  }
}
