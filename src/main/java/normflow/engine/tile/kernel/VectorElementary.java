package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions over consecutive floats.
 *
 * <p>Each reduces its argument to a short interval, evaluates a polynomial there and scales the
 * result. The coefficients of exp are Taylor's, those of tanh a weighted least-squares fit, those
 * of log those of 2 artanh.
 *
 * <p>A method here is one loop that calls nothing but the vectors' own methods, which are always
 * inlined; where the compiler leaves a call in a loop, vectors become objects. So a function that
 * needs another one goes through memory.
 */
final class VectorElementary {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Adding and subtracting 1.5 * 2^23 rounds to an integer, which the low bits then show. */
  private static final float ROUND = 12_582_912f;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

  private static final float LOG2_E = 1.442695041f;

  /** ln 2 in two parts; the first has so few bits that its products with exponents are exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** The bits of the square root of 1/2. */
  private static final int ROOT_HALF_BITS = 0x3f3504f3;

  private VectorElementary() {}

  /**
   * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| up to ln(2) / 2.
   *
   * <p>2^n is applied in two factors, so that subnormal results and the largest ones come out
   * right.
   */
  static void exp(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector bounded = x.blend(89f, x.compare(GT, 89f));
      bounded = bounded.blend(-104f, x.compare(LT, -104f));
      FloatVector shifted = bounded.mul(LOG2_E).add(ROUND);
      FloatVector whole = shifted.sub(ROUND);
      FloatVector r = whole.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), bounded);
      r = whole.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
      FloatVector p =
          r.fma(
              FloatVector.broadcast(SPECIES, 1f / 5040), FloatVector.broadcast(SPECIES, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 120));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 6));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 0.5f));
      p = p.fma(r.mul(r), r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      FloatVector first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      IntVector rest = exponent.sub(half).add(127).lanewise(LSHL, 23);
      p.mul(first).mul(rest.reinterpretAsFloats()).intoArray(out, o + i);
    }
  }

  /**
   * log(x) = e ln 2 + log(m), m in [sqrt(1/2), sqrt(2)).
   *
   * <p>With f = m - 1 and s = f / (2 + f), log(m) = 2 artanh(s) = f - s (f - R), R = s² (2/3 + 2/5
   * s² + ...), which keeps the leading term exact.
   */
  static void log(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
      IntVector bits = x.blend(x.mul(8_388_608f), tiny).reinterpretAsInts();
      IntVector exponent = bits.sub(ROOT_HALF_BITS).lanewise(ASHR, 23);
      FloatVector f = bits.sub(exponent.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1f);
      FloatVector e = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
      e = e.blend(e.sub(23f), tiny);
      FloatVector s = f.div(f.add(2f));
      FloatVector z = s.mul(s);
      FloatVector series =
          z.fma(FloatVector.broadcast(SPECIES, 2f / 11), FloatVector.broadcast(SPECIES, 2f / 9));
      series = series.fma(z, FloatVector.broadcast(SPECIES, 2f / 7));
      series = series.fma(z, FloatVector.broadcast(SPECIES, 2f / 5));
      series = series.fma(z, FloatVector.broadcast(SPECIES, 2f / 3)).mul(z);
      FloatVector correction = s.mul(f.sub(series)).sub(e.mul(LN2_LOW));
      FloatVector y = e.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), f.sub(correction));
      y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
      y = y.blend(Float.NaN, x.compare(LT, 0f));
      y = y.blend(x, x.compare(GE, Float.POSITIVE_INFINITY));
      y.blend(x, x.compare(NE, x)).intoArray(out, o + i);
    }
  }

  /** log(1 + x) = log(u) + (x - (u - 1)) / u, u = 1 + x rounded. */
  static void log1p(float[] out, int o, float[] a, int ao, int n) {
    addOne(out, o, a, ao, n);
    log(out, o, out, o, n);
    completeLog1p(out, o, a, ao, n);
  }

  private static void addOne(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).add(1f).intoArray(out, o + i);
    }
  }

  private static void completeLog1p(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector logarithm = FloatVector.fromArray(SPECIES, out, o + i);
      FloatVector u = x.add(1f);
      FloatVector corrected = x.sub(u.sub(1f)).div(u).add(logarithm);
      VectorMask<Float> inside = u.compare(GT, 0f).and(u.compare(LT, Float.POSITIVE_INFINITY));
      // The signed zero and numbers too small to change 1 are their own logarithm.
      logarithm.blend(corrected, inside).blend(x, u.compare(EQ, 1f)).intoArray(out, o + i);
    }
  }

  /** tanh(x) = x + x³ P(x²) near zero, 1 - 2 / (exp(2|x|) + 1) with the sign of x elsewhere. */
  static void tanh(float[] out, int o, float[] a, int ao, int n) {
    doubledMagnitude(out, o, a, ao, n);
    exp(out, o, out, o, n);
    completeTanh(out, o, a, ao, n);
  }

  private static void doubledMagnitude(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector magnitude = FloatVector.fromArray(SPECIES, a, ao + i).abs();
      magnitude.add(magnitude).intoArray(out, o + i);
    }
  }

  private static void completeTanh(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      FloatVector z = x.mul(x);
      FloatVector p =
          z.fma(
              FloatVector.broadcast(SPECIES, -5.71707e-3f),
              FloatVector.broadcast(SPECIES, 2.065062e-2f));
      p = p.fma(z, FloatVector.broadcast(SPECIES, -5.374351e-2f));
      p = p.fma(z, FloatVector.broadcast(SPECIES, 1.3331491e-1f));
      p = p.fma(z, FloatVector.broadcast(SPECIES, -3.3333284e-1f));
      FloatVector near = p.mul(z).fma(x, x);
      FloatVector far =
          FloatVector.broadcast(SPECIES, 1f)
              .sub(
                  FloatVector.broadcast(SPECIES, 2f)
                      .div(FloatVector.fromArray(SPECIES, out, o + i).add(1f)));
      far = far.blend(far.neg(), x.compare(LT, 0f));
      far.blend(near, x.abs().compare(LT, 0.625f)).intoArray(out, o + i);
    }
  }

  /** e / (1 + e) below zero and 1 / (1 + e) above, e = exp(-|x|). */
  static void sigmoid(float[] out, int o, float[] a, int ao, int n) {
    negatedMagnitude(out, o, a, ao, n);
    exp(out, o, out, o, n);
    completeSigmoid(out, o, a, ao, n);
  }

  private static void completeSigmoid(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector e = FloatVector.fromArray(SPECIES, out, o + i);
      VectorMask<Float> above = FloatVector.fromArray(SPECIES, a, ao + i).compare(GE, 0f);
      e.blend(1f, above).div(e.add(1f)).intoArray(out, o + i);
    }
  }

  private static void negatedMagnitude(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).abs().neg().intoArray(out, o + i);
    }
  }

  /** max(x, 0) + log(1 + e), e = exp(-|x|), by the series of log(1 + e) = 2 artanh(e / (2 + e)). */
  static void softplus(float[] out, int o, float[] a, int ao, int n) {
    negatedMagnitude(out, o, a, ao, n);
    exp(out, o, out, o, n);
    completeSoftplus(out, o, a, ao, n);
  }

  private static void completeSoftplus(float[] out, int o, float[] a, int ao, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector e = FloatVector.fromArray(SPECIES, out, o + i);
      FloatVector x = FloatVector.fromArray(SPECIES, a, ao + i);
      // At most 1/3.
      FloatVector z = e.div(e.add(2f));
      FloatVector s = z.mul(z);
      FloatVector series =
          s.fma(FloatVector.broadcast(SPECIES, 2f / 15), FloatVector.broadcast(SPECIES, 2f / 13));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f / 11));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f / 9));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f / 7));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f / 5));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f / 3));
      series = series.fma(s, FloatVector.broadcast(SPECIES, 2f));
      FloatVector positive = x.blend(0f, x.compare(LT, 0f));
      series.fma(z, positive).intoArray(out, o + i);
    }
  }
}
