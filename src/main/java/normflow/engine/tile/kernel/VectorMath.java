package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of a vector of floats.
 *
 * <p>Each reduces its argument to a short interval, evaluates a polynomial there and scales the
 * result. The coefficients of exp and tanh are Taylor's and a least-squares fit; those of log
 * belong to the series of 2 artanh.
 */
final class VectorMath {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Adding and subtracting 1.5 * 2^23 rounds to an integer, which the low bits then show. */
  private static final float ROUND = 12_582_912f;

  private static final float LOG2_E = 1.442695041f;

  /** ln 2 in two parts; the first has so few bits that its products with exponents are exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  private VectorMath() {}

  /**
   * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| up to ln(2) / 2.
   *
   * <p>2^n is applied in two factors, so that subnormal results and the largest ones come out
   * right.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.blend(89f, x.compare(GT, 89f));
    bounded = bounded.blend(-104f, x.compare(LT, -104f));
    FloatVector shifted = bounded.mul(LOG2_E).add(ROUND);
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(splat(-LN2_HIGH), bounded);
    r = n.fma(splat(-LN2_LOW), r);
    FloatVector p = r.fma(splat(1f / 5040), splat(1f / 720));
    p = p.fma(r, splat(1f / 120));
    p = p.fma(r, splat(1f / 24));
    p = p.fma(r, splat(1f / 6));
    p = p.fma(r, splat(0.5f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
    IntVector half = exponent.lanewise(ASHR, 1);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
  }

  /** 2^n for integers in the range of normal floats. */
  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
  }

  /**
   * log(x) = e ln 2 + log(m), m in [sqrt(1/2), sqrt(2)).
   *
   * <p>With f = m - 1 and s = f / (2 + f), log(m) = 2 artanh(s) = f - s (f - R), R = s² (2/3 + 2/5
   * s² + ...), which keeps the leading term exact.
   */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(8_388_608f), tiny);
    // Bits above those of sqrt(1/2), in units of one exponent: the exponent of m's interval.
    IntVector bits = scaled.reinterpretAsInts();
    IntVector exponent = bits.sub(0x3f3504f3).lanewise(ASHR, 23);
    FloatVector m = bits.sub(exponent.lanewise(LSHL, 23)).reinterpretAsFloats();
    FloatVector e = asFloat(exponent);
    e = e.blend(e.sub(23f), tiny);
    FloatVector f = m.sub(1f);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector series = z.fma(splat(2f / 11), splat(2f / 9));
    series = series.fma(z, splat(2f / 7));
    series = series.fma(z, splat(2f / 5));
    series = series.fma(z, splat(2f / 3)).mul(z);
    FloatVector correction = s.mul(f.sub(series)).sub(e.mul(LN2_LOW));
    FloatVector result = e.fma(splat(LN2_HIGH), f.sub(correction));
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
    result = result.blend(Float.NaN, x.compare(LT, 0f));
    // Infinity stays, NaN stays.
    return result.blend(x, x.compare(LT, Float.POSITIVE_INFINITY).not());
  }

  /** Small integers as floats, by the same trick as rounding. */
  private static FloatVector asFloat(IntVector n) {
    return n.add(Float.floatToRawIntBits(ROUND)).reinterpretAsFloats().sub(ROUND);
  }

  /** log(1 + x) = log(u) + (x - (u - 1)) / u, u = 1 + x rounded. */
  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1f);
    FloatVector lost = x.sub(u.sub(1f));
    FloatVector logarithm = log(u);
    FloatVector result = logarithm.add(lost.div(u));
    VectorMask<Float> inside = u.compare(GT, 0f).and(u.compare(LT, Float.POSITIVE_INFINITY));
    // The signed zero and numbers too small to change 1 are their own logarithm.
    return logarithm.blend(result, inside).blend(x, u.compare(EQ, 1f));
  }

  /** tanh(x) = x + x³ P(x²) near zero, 1 - 2 / (exp(2|x|) + 1) with the sign of x elsewhere. */
  static FloatVector tanh(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector z = x.mul(x);
    FloatVector p = z.fma(splat(-5.71707e-3f), splat(2.065062e-2f));
    p = p.fma(z, splat(-5.374351e-2f));
    p = p.fma(z, splat(1.3331491e-1f));
    p = p.fma(z, splat(-3.3333284e-1f));
    FloatVector near = p.mul(z).fma(x, x);
    FloatVector far = splat(1f).sub(splat(2f).div(exp(magnitude.add(magnitude)).add(1f)));
    far = far.blend(far.neg(), x.compare(LT, 0f));
    return far.blend(near, magnitude.compare(LT, 0.625f));
  }

  /** e / (1 + e) below zero and 1 / (1 + e) above, e = exp(-|x|). */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    return e.blend(1f, x.compare(GE, 0f)).div(e.add(1f));
  }

  /** max(x, 0) + log1p(exp(-|x|)). */
  static FloatVector softplus(FloatVector x) {
    FloatVector positive = x.blend(0f, x.compare(LT, 0f));
    return positive.add(log1p(exp(x.abs().neg())));
  }

  private static FloatVector splat(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
