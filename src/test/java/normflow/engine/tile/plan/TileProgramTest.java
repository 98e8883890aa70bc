package normflow.engine.tile.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.kernel.KernelProvider;
import normflow.engine.tile.order.LoweredGraph;
import normflow.engine.tile.read.GraphReader;
import normflow.graph.Differentiation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operation of the catalogue, and its derivative, against SameDiff's session. */
class TileProgramTest {

  private static final int COLUMNS = 4;

  /**
   * SameDiff differentiates some only for a known batch. A result (batch, 4) of the input (batch,
   * 4) and a weight (1, 4), both about 1.
   */
  private record Case(String name, BinaryOperator<SDVariable> graph, boolean differentiable) {
    Case(String name, BinaryOperator<SDVariable> graph) {
      this(name, graph, true);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("add", SDVariable::add),
        new Case("sub", SDVariable::sub),
        new Case("mul", SDVariable::mul),
        new Case("div", SDVariable::div),
        new Case("rsub", SDVariable::rsub),
        new Case("rdiv", SDVariable::rdiv),
        new Case("scalars", (x, w) -> x.add(2).sub(0.5).mul(3).div(7).rsub(5).rdiv(2).add(w)),
        new Case("neg abs", (x, w) -> x.sub(w).neg().add(sd(x).math().abs(x.sub(w)).mul(2))),
        new Case("square sqrt", (x, w) -> sd(x).math().sqrt(sd(x).math().square(x).add(w))),
        new Case("exp log", (x, w) -> sd(x).math().log(sd(x).math().exp(x.mul(w)).add(1))),
        new Case("log1p", (x, w) -> sd(x).math().log1p(x.mul(w))),
        new Case("tanh", (x, w) -> sd(x).math().tanh(x.mul(w))),
        new Case("sigmoid", (x, w) -> sd(x).nn().sigmoid(x.mul(w))),
        new Case("softplus", (x, w) -> sd(x).nn().softplus(x.mul(w))),
        new Case("reciprocal", (x, w) -> sd(x).math().reciprocal(x).mul(w)),
        new Case("pow", (x, w) -> x.mul(w).pow(3).add(x.pow(-0.5)).add(w.pow(0.5)).add(x.pow(1))),
        new Case("leaky relu", (x, w) -> sd(x).nn().leakyRelu(x.sub(w), 0.2)),
        new Case("relu", (x, w) -> sd(x).nn().relu(x.sub(w), 0)),
        new Case(
            "max min", (x, w) -> sd(x).math().max(x, x.mul(w)).add(sd(x).math().min(x, x.mul(2)))),
        new Case("mean of columns", (x, w) -> x.mul(w).mean(true, 1).mul(x)),
        new Case("mean of the batch", (x, w) -> x.mul(w).mean(true, 0).mul(x)),
        new Case("sum of the batch", (x, w) -> x.mul(w).sum(0).mul(w).add(x)),
        new Case("normalised", (x, w) -> normalised(x).mul(w)),
        new Case("twice normalised", (x, w) -> normalised(sd(x).math().exp(normalised(x).mul(w)))),
        new Case("sum of all", (x, w) -> x.mul(w).sum().mul(x).mul(0.01)),
        new Case("masks", (x, w) -> masked(x, w)),
        new Case("concat", (x, w) -> concat(x.mul(w)), false),
        new Case(
            "product of columns at uneven distances",
            (x, w) -> concat(sd(x).math().tanh(x)).mmul(outer(w)),
            false),
        new Case("strided slice", (x, w) -> stridedSlice(x, w), false),
        new Case(
            "reshape",
            (x, w) ->
                x.mul(w)
                    .reshape(-1, 2, 2)
                    .sum(1)
                    .reshape(-1, 1, 2)
                    .mul(x.reshape(-1, 2, 2))
                    .reshape(-1, 4),
            false),
        new Case(
            "expand squeeze", (x, w) -> sd(x).squeeze(sd(x).expandDims(x.mul(w), 1), 1), false),
        new Case("product of rows and columns", (x, w) -> x.mmul(outer(w)).add(w)),
        new Case("wide network", (x, w) -> network(x, w)),
        new Case("masked network", (x, w) -> maskedNetwork(x, w, false)),
        new Case("matrix with a mask and without", (x, w) -> maskedNetwork(x, w, true)),
        new Case("constants", (x, w) -> x.mul(1).add(w.mul(0)).sub(x.mul(0)).mul(w)));
  }

  private static SameDiff sd(SDVariable x) {
    return x.getSameDiff();
  }

  private static SDVariable constant(SDVariable x, float... values) {
    return sd(x).constant(Nd4j.createFromArray(values).reshape(1, values.length));
  }

  private static SDVariable normalised(SDVariable x) {
    SDVariable centred = x.sub(x.mean(true, 0));
    SDVariable variance = centred.mul(centred).mean(true, 0).add(1e-3);
    return centred.div(sd(x).math().sqrt(variance));
  }

  private static SDVariable masked(SDVariable x, SDVariable w) {
    SDVariable mask = constant(x, 1, 0, 1, 0);
    SDVariable rest = constant(x, 0, 1, 0, 1);
    SDVariable kept = x.mul(mask).mmul(outer(w)).mul(rest);
    return kept.add(x.mul(mask)).add(sd(x).math().tanh(x.mul(mask)).mul(w));
  }

  private static SDVariable outer(SDVariable w) {
    return sd(w).mmul(w, w, true, false, false);
  }

  private static SDVariable concat(SDVariable x) {
    SDVariable left = x.get(SDIndex.all(), SDIndex.interval(0, 1));
    SDVariable right = x.get(SDIndex.all(), SDIndex.interval(1, 4));
    return sd(x).concat(1, right, left);
  }

  private static SDVariable stridedSlice(SDVariable x, SDVariable w) {
    SDVariable even = x.get(SDIndex.all(), SDIndex.interval(0, 2, 4));
    return sd(x).concat(1, even.mul(2), even).mul(w).add(x);
  }

  /** Layers of 4, 40 and 24 columns with weights made from w. */
  private static SDVariable network(SDVariable x, SDVariable w) {
    SameDiff sd = sd(x);
    SplittableRandom random = new SplittableRandom(5);
    SDVariable first = x.mmul(outer(w).mmul(sd.constant(normal(random, 4, 40))));
    SDVariable hidden = sd.nn().leakyRelu(first.add(sd.constant(normal(random, 1, 40))), 0.2);
    SDVariable second =
        hidden.mmul(
            sd.constant(normal(random, 40, 4))
                .mmul(outer(w))
                .mmul(sd.constant(normal(random, 4, 24))));
    SDVariable bent = sd.nn().leakyRelu(second, 0.1);
    return bent.mmul(sd.constant(normal(random, 24, 4)).mul(w));
  }

  /** A matrix below a staircase, which may be read as a whole, too. */
  private static SDVariable maskedNetwork(SDVariable x, SDVariable w, boolean whole) {
    SameDiff sd = sd(x);
    SplittableRandom random = new SplittableRandom(6);
    SDVariable first = x.mmul(outer(w).mmul(sd.constant(normal(random, 4, 150))));
    SDVariable hidden = sd.nn().leakyRelu(first, 0.2);
    SDVariable matrix =
        sd.constant(normal(random, 150, 4))
            .mmul(outer(w))
            .mmul(sd.constant(normal(random, 4, 130)));
    float[] staircase = new float[150 * 130];
    for (int i = 0; i < staircase.length; i++) {
      staircase[i] = i / 130 <= i % 130 ? 1 : 0;
    }
    SDVariable mask = sd.constant(Nd4j.createFromArray(staircase).reshape(150, 130));
    SDVariable second = hidden.mmul(matrix.mul(mask));
    SDVariable all = whole ? second.add(hidden.mmul(matrix)) : second;
    return sd.nn().leakyRelu(all, 0.1).mmul(sd.constant(normal(random, 130, 4)).mul(w)).mul(0.1);
  }

  private static INDArray normal(SplittableRandom random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.3f * (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(rows, columns);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resultsAreThoseOfTheSession(Case test) {
    for (int rows : new int[] {2, 3, 64, 150}) {
      compare(test, rows);
    }
  }

  private static void compare(Case test, int rows) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, COLUMNS);
    float[] weights = {0.8f, 1.2f, 0.9f, 1.3f};
    SDVariable w = sd.var("w", Nd4j.createFromArray(weights).reshape(1, COLUMNS));
    SDVariable y = test.graph().apply(x, w).rename("y");
    SDVariable loss = y.mul(y).mul(x).sum().rename("loss");
    List<String> names = new ArrayList<>(List.of("loss", "y"));
    SameDiff gradient = sd;
    if (test.differentiable()) {
      Differentiation.add(sd, loss, "x");
      gradient = sd.getFunction(Differentiation.FUNCTION);
      names.add(sd.grad("x").name());
      names.add(sd.grad("w").name());
    }

    SplittableRandom random = new SplittableRandom(rows);
    float[] input = new float[rows * COLUMNS];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) (0.5 + random.nextDouble());
    }
    INDArray array = Nd4j.createFromArray(input).reshape(rows, COLUMNS);
    Map<String, INDArray> expected =
        gradient.output(Map.of("x", array), names.toArray(String[]::new));

    TileProgram program =
        new TileProgram(
            LoweredGraph.of(GraphReader.read(gradient, names, Set.of("w")), true),
            KernelProvider.fastest());
    program
        .parameters()
        .forEach((name, value) -> System.arraycopy(weights, 0, value.values(), 0, 4));
    Map<String, float[]> targets = new HashMap<>();
    program.rowResults().forEach(name -> targets.put(name, new float[rows * COLUMNS]));
    program.run(input, rows, targets);
    for (String name : names) {
      float[] wanted = expected.get(name).dup('c').data().asFloat();
      float[] actual = targets.containsKey(name) ? targets.get(name) : program.uniformResult(name);
      assertEquals(wanted.length, actual.length, name);
      double scale = 1;
      for (float value : wanted) {
        scale = Math.max(scale, Math.abs(value));
      }
      for (int i = 0; i < wanted.length; i++) {
        assertEquals(wanted[i], actual[i], 3e-5 * scale, name + "[" + i + "], " + rows + " rows");
      }
    }
  }

  @Test
  void anUnknownOperationIsNamed() {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, COLUMNS);
    sd.math().erf(x).rename("y");
    UnsupportedGraphException error =
        assertThrows(
            UnsupportedGraphException.class,
            () ->
                new TileProgram(
                    LoweredGraph.of(GraphReader.read(sd, List.of("y"), Set.of()), true),
                    KernelProvider.fastest()));
    assertEquals("unsupported op erf", error.getMessage());
  }

  @Test
  void aMeanOverTheBatchAddsAPhase() {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, COLUMNS);
    normalised(x).rename("y");
    TileProgram program =
        new TileProgram(
            LoweredGraph.of(GraphReader.read(sd, List.of("y"), Set.of()), true),
            KernelProvider.fastest());
    assertEquals(3, program.phaseCount());
  }

  @Test
  void whatAMaskHidesIsNotComputed() {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, COLUMNS);
    sd.math().exp(x).mul(constant(x, 0, 1, 0, 0)).rename("y");
    TileProgram masked =
        new TileProgram(
            LoweredGraph.of(GraphReader.read(sd, List.of("y"), Set.of()), true),
            KernelProvider.fastest());
    SameDiff whole = SameDiff.create();
    whole.math().exp(whole.placeHolder("x", DataType.FLOAT, -1, COLUMNS)).rename("y");
    TileProgram plain =
        new TileProgram(
            LoweredGraph.of(GraphReader.read(whole, List.of("y"), Set.of()), true),
            KernelProvider.fastest());
    assertTrue(masked.tileBytes() < plain.tileBytes());
  }
}
