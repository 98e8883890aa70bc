package normflow.engine.tile.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Elementary functions against double precision, over floats of every size. */
class FunctionTest {

  private record Case(Kernels kernels, Function function, DoubleUnaryOperator exact) {
    @Override
    public String toString() {
      return function + ", " + kernels.name();
    }
  }

  static Stream<Case> cases() {
    return KernelProvider.available().stream()
        .flatMap(
            kernels ->
                Stream.of(
                    new Case(kernels, Function.EXP, StrictMath::exp),
                    new Case(kernels, Function.LOG, StrictMath::log),
                    new Case(kernels, Function.LOG1P, StrictMath::log1p),
                    new Case(kernels, Function.TANH, StrictMath::tanh),
                    new Case(kernels, Function.SIGMOID, FunctionTest::sigmoid),
                    new Case(kernels, Function.SOFTPLUS, FunctionTest::softplus),
                    new Case(kernels, Function.SQRT, StrictMath::sqrt),
                    new Case(kernels, Function.RECIPROCAL, x -> 1 / x),
                    new Case(kernels, Function.SQUARE, x -> x * x),
                    new Case(kernels, Function.ABS, Math::abs),
                    new Case(kernels, Function.NEGATE, x -> -x),
                    new Case(kernels, Function.SIGN, Math::signum)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWithinFourUnitsInTheLastPlace(Case test) {
    float[] arguments = arguments();
    float[] results = new float[arguments.length];
    test.kernels().unary(test.function(), 0, results, 0, arguments, 0, arguments.length);
    for (int i = 0; i < arguments.length; i++) {
      float argument = arguments[i];
      double exact = test.exact().applyAsDouble(argument);
      float rounded = (float) exact;
      if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
        assertEquals(rounded, results[i], 2 * Float.MIN_VALUE, () -> test + " at " + argument);
      } else {
        double error = Math.abs(results[i] - exact) / Math.ulp(rounded);
        float result = results[i];
        assertTrue(error <= 4, () -> test + " at " + argument + " is " + result + ": " + error);
      }
    }
  }

  /** Every exponent with random digits, a fine grid of usual arguments, and the special floats. */
  private static float[] arguments() {
    SplittableRandom random = new SplittableRandom(1);
    float[] arguments = new float[30_000];
    float[] special = {
      0f,
      -0f,
      1f,
      -1f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      0.625f,
      -0.625f,
      88.72f,
      88.73f,
      -87.34f,
      -103.97f,
      -104f,
      89f,
      Math.nextDown(1f),
      Math.nextUp(1f),
      Math.nextUp(-1f),
      0.70710677f,
      1.4142135f
    };
    for (int i = 0; i < arguments.length; i++) {
      if (i < special.length) {
        arguments[i] = special[i];
      } else if (i % 3 == 0) {
        arguments[i] = Float.intBitsToFloat(random.nextInt());
      } else if (i % 3 == 1) {
        arguments[i] = (float) (random.nextDouble() * 220 - 110);
      } else {
        arguments[i] = (float) (random.nextGaussian() * 2);
      }
    }
    return arguments;
  }

  static List<Kernels> kernels() {
    return KernelProvider.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyFunctionFollowsItsDefinition(Kernels kernels) {
    float[] a = arguments();
    float[] b = new float[a.length];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 5 == 0 ? a[i] : a[random.nextInt(a.length)];
    }
    float[] results = new float[a.length];
    for (Function f : Function.values()) {
      if (f.arity() == 1) {
        kernels.unary(f, 0.3f, results, 0, a, 0, a.length);
      } else {
        kernels.binary(f, 0.3f, results, 0, a, 0, b, 0, a.length);
      }
      for (int i = 0; i < a.length; i++) {
        float expected = f.apply(a[i], b[i], 0.3f);
        double tolerance =
            Float.isNaN(expected) || Float.isInfinite(expected) ? 0 : 4 * Math.ulp(expected);
        int at = i;
        assertEquals(
            expected,
            results[i],
            tolerance,
            () -> f + " of " + a[at] + " and " + b[at] + ", " + kernels);
      }
    }
  }
}
