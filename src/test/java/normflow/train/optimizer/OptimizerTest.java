package normflow.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import normflow.train.Nd4jOptimizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The updates are those of nd4j: states bit for bit, and parameters too where no power corrects the
 * rate. A power's last bit is the C library's there, which in rare steps (one in two hundred here)
 * is not the nearest float.
 */
class OptimizerTest {

  private static final int SIZE = 1003;
  private static final int STEPS = 3000;

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void manyStepsHaveTheBitsOfTheReference(OptimizerConfig.Type type) {
    Random random = new Random(7);
    Optimizer own = new Optimizer(type, SIZE);
    try (Nd4jOptimizer reference = new Nd4jOptimizer(type, SIZE)) {
      float[] state = own.initialState();
      float[] expectedState = reference.state();
      assertArrayEquals(expectedState, state, "at the start");
      assertEquals(new OptimizerConfig(type, 1).stateSize(SIZE), expectedState.length);
      float[] values = gradient(random, 0);
      float[] expected = values.clone();
      for (int step = 0; step < STEPS; step++) {
        int after = step;
        float[] gradient = gradient(random, step);
        double rate = 0.01 * (1 + Math.cos(Math.PI * step / STEPS));
        own.update(values, gradient.clone(), state, step, rate);
        float[] before = expected.clone();
        reference.update(expected, gradient, expectedState, step, rate);
        assertArrayEquals(expectedState, state, () -> type + ": state after step " + after);
        for (int i = 0; i < SIZE; i++) {
          int at = i;
          assertEquals(
              expected[i],
              values[i],
              tolerance(type, before[i], expected[i]),
              () -> type + ": value " + at + " after step " + after);
        }
        System.arraycopy(expected, 0, values, 0, SIZE);
      }
      assertTrue(Float.isFinite(values[0]));
    }
  }

  /** Four units in the last place of the change and one of the parameter, or none. */
  private static float tolerance(OptimizerConfig.Type type, float before, float after) {
    return switch (type) {
      case ADAM, ADAMAX, AMSGRAD, NADAM -> 4 * Math.ulp(after - before) + Math.ulp(after);
      default -> 0;
    };
  }

  @Test
  void allThatAnOptimizerKeepsIsInTheState() {
    Random random = new Random(3);
    Optimizer whole = new Optimizer(OptimizerConfig.Type.ADAM, SIZE);
    float[] values = gradient(random, 0);
    float[] expected = values.clone();
    float[] state = whole.initialState();
    float[] expectedState = whole.initialState();
    for (int step = 0; step < 50; step++) {
      float[] gradient = gradient(random, step);
      whole.update(expected, gradient, expectedState, step, 0.01);
      new Optimizer(OptimizerConfig.Type.ADAM, SIZE).update(values, gradient, state, step, 0.01);
    }
    assertArrayEquals(expected, values);
    assertArrayEquals(expectedState, state);
  }

  /**
   * Of every fourth value: ordinary, from the smallest to the largest floats whose square is one,
   * often zero, always zero.
   */
  private static float[] gradient(Random random, int step) {
    float[] gradient = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double normal = random.nextGaussian();
      gradient[i] =
          switch (i % 4) {
            case 0 -> (float) normal;
            case 1 -> (float) (normal * Math.pow(10, -45 + random.nextInt(63)));
            case 2 -> (step + i) % 7 == 0 ? (float) normal : 0;
            default -> 0;
          };
    }
    return gradient;
  }
}
