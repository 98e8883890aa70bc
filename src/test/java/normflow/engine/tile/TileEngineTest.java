package normflow.engine.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.Block;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.engine.SessionEngine;
import normflow.engine.tile.kernel.KernelProvider;
import normflow.engine.tile.kernel.Kernels;
import normflow.flow.Base;
import normflow.flow.Flow;
import normflow.flow.FlowCatalogue;
import normflow.flow.StandardNormal;
import normflow.graph.ParameterLayout;
import normflow.layer.BatchNorm;
import normflow.layer.Layer;
import normflow.layer.LayerCatalogue;
import normflow.random.Streams;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

@Tag("slow")
class TileEngineTest {

  /** Graphs take longer to build than to evaluate: each flow is planned once for all tests. */
  private static final Map<Flow, TilePlan> PLANS = new HashMap<>();

  private static TilePlan plan(Flow flow) {
    return PLANS.computeIfAbsent(flow, TilePlan::new);
  }

  /** The session's results, which take long, are compared with those of all kernels. */
  private record Case(String name, Flow flow, int rows, List<Kernels> kernels) {
    @Override
    public String toString() {
      return name + ", " + rows + " rows";
    }
  }

  static Stream<Case> cases() {
    Stream<Case> layers =
        LayerCatalogue.cases()
            .map(
                layer ->
                    new Case(
                        layer.toString(), sandwich(layer), 77, List.of(KernelProvider.fastest())));
    Stream<Case> premade =
        FlowCatalogue.cases()
            .map(
                flow ->
                    new Case(
                        flow.toString(),
                        flow.flow(),
                        64 * flow.dim() + 3,
                        KernelProvider.available()));
    return Stream.concat(layers, premade);
  }

  /** A layer between two others, so that gradients flow into it and out of it. */
  private static Flow sandwich(LayerCatalogue.Case layer) {
    Layer bread = new normflow.layer.Planar(true);
    return new Flow(
        layer.dim(), layer.context(), new StandardNormal(), List.of(bread, layer.layer(), bread));
  }

  /** SameDiff's own session in single precision is two to five times as far from the double one. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsThatOfTheSessionInDoublePrecision(Case test) {
    float[] parameters = parameters(test.flow(), 1);
    Block rows = normal(test.rows(), test.flow().width(), 2);
    try (SessionEngine session = new SessionEngine(test.flow(), DataType.DOUBLE)) {
      GradientSum expected = session.lossAndGradient(parameters, rows);
      Moments statistics = session.statistics(parameters, rows);
      Moments initial = session.initialStatistics(parameters, rows);
      for (Kernels kernels : test.kernels()) {
        try (TileEngine engine = new TileEngine(plan(test.flow()), kernels)) {
          GradientSum actual = engine.lossAndGradient(parameters, rows);
          assertGradient(test, kernels, expected, actual);
          assertMoments(expected.statistics(), actual.statistics());
          assertMoments(statistics, engine.statistics(parameters, rows));
          assertMoments(initial, engine.initialStatistics(parameters, rows));
          assertArrayEquals(
              actual.gradient(), engine.lossAndGradient(parameters, rows).gradient(), "second run");
        }
      }
    }
  }

  @Test
  void noRowsGiveNoResults() {
    Flow flow = new Flow(2, List.of(new BatchNorm(1e-5), new normflow.layer.Planar(true)));
    float[] parameters = flow.layout().initial(1);
    Block none = Block.zeros(0, 2);
    try (TileEngine engine = new TileEngine(flow)) {
      GradientSum sum = engine.lossAndGradient(parameters, none);
      assertEquals(0, sum.rows());
      assertEquals(0, sum.loss());
      assertArrayEquals(new float[flow.layout().trainedSize()], sum.gradient());
      assertEquals(0, sum.statistics().count());
      assertEquals(0, engine.statistics(parameters, none).count());
      assertEquals(0, engine.logDensity(parameters, none).length);
      assertEquals(0, engine.toBase(parameters, none).rows());
    }
  }

  private static void assertGradient(
      Case test, Kernels kernels, GradientSum expected, GradientSum actual) {
    assertEquals(test.rows(), actual.rows());
    double tolerance = 1e-6 * Math.abs(expected.loss()) + 1e-6;
    assertEquals(expected.loss(), actual.loss(), tolerance, kernels.name());
    for (ParameterLayout.Entry entry : test.flow().layout().trained()) {
      assertClose(
          kernels.name() + ", " + entry.weight().name(),
          slice(expected.gradient(), entry),
          slice(actual.gradient(), entry),
          1e-5,
          0.1 * largest(expected.gradient()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyTaskHasAPlanOfItsOwn(Case test) {
    TilePlan plan = plan(test.flow());
    for (TilePlan.Task task : TilePlan.Task.values()) {
      assertTrue(plan.lowered(task).isPresent(), task + " falls back to the session");
    }
  }

  private static float[] slice(float[] values, ParameterLayout.Entry entry) {
    return java.util.Arrays.copyOfRange(
        values, entry.offset(), entry.offset() + entry.weight().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsAreThoseOfTheSession(Case test) {
    float[] parameters = parameters(test.flow(), 3);
    Block rows = normal(test.rows(), test.flow().width(), 4);
    try (SessionEngine session = new SessionEngine(test.flow())) {
      float[] logDensity = session.logDensity(parameters, rows);
      Block base = session.toBase(parameters, rows);
      Block draws = draws(test.flow(), parameters, rows);
      Block data = session.toData(parameters, draws);
      for (Kernels kernels : test.kernels()) {
        String by = " by " + kernels.name();
        try (TileEngine engine = new TileEngine(plan(test.flow()), kernels)) {
          assertClose("log density" + by, logDensity, engine.logDensity(parameters, rows), 1e-5);
          assertClose("base" + by, base.values(), engine.toBase(parameters, rows).values(), 1e-5);
          Block drawn = engine.toData(parameters, draws);
          assertClose("data" + by, data.values(), drawn.values(), 1e-4);
          List<Block> layers = engine.toDataByLayer(parameters, draws);
          assertEquals(Math.max(1, test.flow().layers().size()), layers.size());
          Block last = layers.get(layers.size() - 1);
          assertClose("last layer" + by, drawn.values(), last.values(), 1e-6);
        }
      }
    }
  }

  /** Of the base, with the contexts of the rows; the rows themselves where they can be. */
  private static Block draws(Flow flow, float[] parameters, Block rows) {
    if (flow.drawnWidth() == rows.dim()) {
      return rows;
    }
    Block draws = Block.zeros(rows.rows(), flow.drawnWidth());
    Base.Draws base = flow.draws(parameters);
    for (int row = 0; row < rows.rows(); row++) {
      int offset = row * draws.dim();
      base.draw(Streams.stream(5, Streams.Purpose.SAMPLES, row), draws.values(), offset);
      System.arraycopy(
          rows.values(),
          row * rows.dim() + flow.dim(),
          draws.values(),
          offset + draws.dim() - flow.context(),
          flow.context());
    }
    return draws;
  }

  private static void assertMoments(Moments expected, Moments actual) {
    assertEquals(expected.count(), actual.count());
    assertArrayEquals(expected.mean(), actual.mean(), 1e-4);
    for (int i = 0; i < expected.columns(); i++) {
      assertEquals(expected.squares()[i], actual.squares()[i], 1e-4 * (1 + expected.squares()[i]));
    }
  }

  private static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
    assertClose(what, expected, actual, tolerance, 1e-3);
  }

  /** Within a tolerance relative to the largest of the expected numbers, or to a least scale. */
  private static void assertClose(
      String what, float[] expected, float[] actual, double tolerance, double least) {
    assertEquals(expected.length, actual.length, what);
    double scale = Math.max(least, largest(expected));
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - actual[i]);
      assertTrue(
          difference <= tolerance * scale,
          what + "[" + i + "] = " + actual[i] + ", expected " + expected[i]);
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Weights away from the identity that flows start from. */
  private static float[] parameters(Flow flow, long seed) {
    float[] parameters = flow.layout().initial(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] +=
          i < flow.layout().trainedSize()
              ? 0.1f * (float) random.nextGaussian()
              : 0.5f * random.nextFloat();
    }
    return parameters;
  }

  private static Block normal(int rows, int dim, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Block(values, rows, dim);
  }
}
