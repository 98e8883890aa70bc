package normflow.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import normflow.flow.Flow;
import normflow.graph.GraphScope;
import normflow.graph.GraphScope.Mode;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A spline with fixed parameters, in double: its ends, its knots, and beyond. */
class RationalQuadraticTest {

  private static final int BINS = 6;
  private static final double TAIL = 2.5;
  private static final double[][] RAW = raw(4);

  private static double[][] raw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] raw = {new double[BINS], new double[BINS], new double[BINS - 1]};
    for (double[] group : raw) {
      for (int i = 0; i < group.length; i++) {
        group[i] = 3 * random.nextGaussian();
      }
    }
    return raw;
  }

  /** The knots on the axis of the data, by the definition. */
  private static double[] knots(double[] raw) {
    double limit = Math.log(1000) / 2;
    double[] sizes = new double[BINS];
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
      sizes[i] = Math.exp(raw[i] / (1 + Math.abs(raw[i]) / limit));
      sum += sizes[i];
    }
    double[] knots = new double[BINS + 1];
    knots[0] = -TAIL;
    for (int i = 0; i < BINS; i++) {
      knots[i + 1] = knots[i] + 2 * TAIL * sizes[i] / sum;
    }
    return knots;
  }

  private record Result(double[] values, double[] logSlopes) {}

  private static Result run(boolean toBase, double... x) {
    SameDiff graph = SameDiff.create();
    GraphScope scope =
        GraphScope.root(
            graph,
            DataType.DOUBLE,
            Mode.EVALUATION,
            1,
            0,
            new Flow(1, List.of(new Planar(true))).layout());
    SDVariable input = scope.input("x");
    List<SDVariable> parameters = new ArrayList<>();
    for (double[] group : RAW) {
      SDVariable zeros = input.mul(scope.scalar(0));
      parameters.add(zeros.add(scope.row(group)));
    }
    RationalQuadratic spline = new RationalQuadratic(BINS, TAIL);
    Univariate.Mapped mapped =
        toBase
            ? spline.toBase(scope, input, 1, parameters)
            : spline.toData(scope, input, 1, parameters);
    Map<String, INDArray> out =
        graph.output(
            Map.of("x", Nd4j.createFromArray(x).reshape(x.length, 1)),
            mapped.value().name(),
            mapped.logSlope().name());
    return new Result(
        out.get(mapped.value().name()).dup('c').data().asDouble(),
        out.get(mapped.logSlope().name()).dup('c').data().asDouble());
  }

  @Test
  void isTheIdentityFromTheEndsOn() {
    double[] x = {-1e6, -100, -TAIL, TAIL, 100, 1e6};
    for (boolean toBase : new boolean[] {true, false}) {
      Result result = run(toBase, x);
      assertArrayEquals(x, result.values, 1e-9);
      assertArrayEquals(new double[x.length], result.logSlopes, 1e-9);
    }
  }

  @Test
  void passesThroughItsKnotsWithTheirSlopes() {
    double[] inner = java.util.Arrays.copyOfRange(knots(RAW[0]), 1, BINS);
    double[] heights = java.util.Arrays.copyOfRange(knots(RAW[1]), 1, BINS);
    Result there = run(true, inner);
    Result back = run(false, heights);
    assertArrayEquals(heights, there.values, 1e-9);
    assertArrayEquals(inner, back.values, 1e-9);
    double limit = Math.log(1000);
    for (int i = 0; i < inner.length; i++) {
      double logSlope = RAW[2][i] / (1 + Math.abs(RAW[2][i]) / limit);
      assertEquals(logSlope, there.logSlopes[i], 1e-9);
      assertEquals(-logSlope, back.logSlopes[i], 1e-9);
    }
  }

  @Test
  void isSmoothAndIncreasingAcrossKnotsAndEnds() {
    for (double knot : knots(RAW[0])) {
      double step = 1e-7;
      Result near = run(true, knot - step, knot, knot + step);
      for (int i = 0; i < 2; i++) {
        double rise = near.values[i + 1] - near.values[i];
        assertTrue(rise > 0, "falls at " + knot);
        assertEquals(Math.exp(near.logSlopes[1]), rise / step, 0.01 * rise / step, "at " + knot);
      }
    }
  }

  @Test
  void returnsEveryPoint() {
    double[] x = new double[1000];
    for (int i = 0; i < x.length; i++) {
      x[i] = -1.2 * TAIL + 2.4 * TAIL * i / x.length;
    }
    Result there = run(true, x);
    Result back = run(false, there.values);
    assertArrayEquals(x, back.values, 1e-9);
    for (int i = 0; i < x.length; i++) {
      assertEquals(0, there.logSlopes[i] + back.logSlopes[i], 1e-7);
    }
  }
}
