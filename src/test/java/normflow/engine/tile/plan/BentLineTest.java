package normflow.engine.tile.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.tile.kernel.KernelProvider;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.order.LoweredGraph;
import normflow.engine.tile.read.GraphReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Networks with one input, whose second layer is looked up, against plain loops in double. */
class BentLineTest {

  private static final int UNITS = 40;
  private static final int RESULTS = 21;
  private static final float SLOPE = 0.2f;

  /** Weights and biases of the first layer. */
  private record Case(String name, float[] weights, float[] biases, Kernels kernels) {
    @Override
    public String toString() {
      return name + ", " + kernels.name();
    }
  }

  static Stream<Case> cases() {
    return KernelProvider.available().stream()
        .flatMap(
            kernels ->
                Stream.of(
                    new Case("usual", normal(1, 1), normal(2, 1), kernels),
                    new Case("no unit bends", new float[UNITS], normal(3, 1), kernels),
                    new Case("all bend at zero", normal(4, 1), new float[UNITS], kernels),
                    new Case("some bend at one place", pairs(5), pairs(6), kernels),
                    new Case("far bends", normal(7, 1e-6), normal(8, 1), kernels),
                    new Case(
                        "bends beyond all floats", normal(9, 1e-30), normal(10, 1e12), kernels),
                    new Case("steep", normal(11, 1e4), normal(12, 1e4), kernels)));
  }

  private static float[] normal(long seed, double scale) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[UNITS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /** Three units in a row have the same numbers; some have none. */
  private static float[] pairs(long seed) {
    float[] values = normal(seed, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 == 6 ? 0 : values[i - i % 3];
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheNetwork(Case test) {
    float[] matrix = new float[UNITS * RESULTS];
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) random.nextGaussian();
    }
    float[] shifts = java.util.Arrays.copyOf(normal(21, 1), RESULTS);
    float[] x = inputs(test);
    float[] actual = evaluate(test, matrix, shifts, x);
    for (int r = 0; r < x.length; r++) {
      for (int j = 0; j < RESULTS; j++) {
        double sum = shifts[j];
        double size = Math.abs(sum);
        for (int i = 0; i < UNITS; i++) {
          double line = (double) test.weights()[i] * x[r] + test.biases()[i];
          double term = (line < 0 ? SLOPE * line : line) * matrix[i * RESULTS + j];
          sum += term;
          size += Math.abs(term) + Math.abs(test.biases()[i] * matrix[i * RESULTS + j]);
        }
        double expected = sum < 0 ? SLOPE * sum : sum;
        assertEquals(expected, actual[r * RESULTS + j], 4e-7 * size, "x = " + x[r] + ", j = " + j);
      }
    }
  }

  /** Usual ones, the bends themselves, and some far out. */
  private static float[] inputs(Case test) {
    float[] x = new float[3 * UNITS];
    SplittableRandom random = new SplittableRandom(22);
    for (int i = 0; i < UNITS; i++) {
      float bend = -test.biases()[i] / test.weights()[i];
      x[i] = (float) random.nextGaussian();
      x[UNITS + i] = Math.abs(bend) < 1e6 ? bend : 0;
      x[2 * UNITS + i] = (float) (1e3 * random.nextGaussian());
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNotANumberStaysSo(Case test) {
    float[] matrix = new float[UNITS * RESULTS];
    java.util.Arrays.fill(matrix, 0.5f);
    float[] shifts = new float[RESULTS];
    float[] ofInput = evaluate(test, matrix, shifts, new float[] {1, Float.NaN});
    assertTrue(Float.isFinite(ofInput[0]));
    assertTrue(Float.isNaN(ofInput[RESULTS]));
    matrix[3 * RESULTS + 1] = Float.NaN;
    float[] ofWeight = evaluate(test, matrix, shifts, new float[] {1, -5});
    assertTrue(Float.isNaN(ofWeight[1]) && Float.isNaN(ofWeight[RESULTS + 1]));
    assertTrue(Float.isFinite(ofWeight[0]));
    matrix[3 * RESULTS + 1] = 0.5f;
    float[] weights = test.weights().clone();
    weights[2] = Float.NaN;
    Case broken = new Case("broken", weights, test.biases(), test.kernels());
    for (float result : evaluate(broken, matrix, shifts, new float[] {1, -5})) {
      assertTrue(Float.isNaN(result));
    }
  }

  private static float[] evaluate(Case test, float[] matrix, float[] shifts, float[] x) {
    SameDiff sd = SameDiff.create();
    SDVariable input = sd.placeHolder("x", DataType.FLOAT, -1, 1);
    SDVariable hidden =
        sd.nn()
            .leakyRelu(input.mmul(parameter(sd, "w", UNITS)).add(parameter(sd, "b", UNITS)), SLOPE);
    SDVariable second =
        hidden
            .mmul(sd.var("m", Nd4j.zeros(DataType.FLOAT, UNITS, RESULTS)))
            .add(parameter(sd, "s", RESULTS));
    sd.nn().leakyRelu(second, SLOPE).rename("y");
    TileProgram program =
        new TileProgram(
            LoweredGraph.of(GraphReader.read(sd, List.of("y"), Set.of("w", "b", "m", "s")), true),
            test.kernels());
    Map<String, float[]> numbers =
        Map.of("w", test.weights(), "b", test.biases(), "m", matrix, "s", shifts);
    program
        .parameters()
        .forEach(
            (name, value) ->
                System.arraycopy(numbers.get(name), 0, value.values(), 0, value.size()));
    float[] y = new float[x.length * RESULTS];
    program.run(x, x.length, Map.of("y", y));
    return y;
  }

  private static SDVariable parameter(SameDiff sd, String name, int columns) {
    return sd.var(name, Nd4j.zeros(DataType.FLOAT, 1, columns));
  }
}
