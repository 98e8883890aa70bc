package normflow.engine.tile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import normflow.engine.Block;
import normflow.engine.SessionEngine;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.GaussianMixture;
import normflow.flow.Nsf;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.layer.Planar.Start;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan that was sent somewhere evaluates to the same bits, and without any native library. */
@Tag("slow")
class TilePlanTest {

  static List<Flow> flows() {
    return List.of(
        new Architecture.RealNvp(8, List.of(64, 64), Bound.TANH, true, new StandardNormal())
            .flow(2),
        new Architecture.RealNvp(
                4, List.of(40, 24), Bound.LEARNED_TANH, false, new StandardNormal())
            .flow(5),
        new Architecture.Planar(32, true, Start.SPREAD, new StandardNormal()).flow(3),
        new Nsf(2, List.of(20, 16), false, 8, 3, new GaussianMixture(3)).flow(3, 1));
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aSentPlanGivesTheSameBits(Flow flow) throws Exception {
    TilePlan sent = read(written(new TilePlan(flow, Task.values())));
    float[] parameters = flow.layout().initial(3);
    try (TileEngine here = new TileEngine(flow);
        TileEngine there = new TileEngine(sent)) {
      assertArrayEquals(
          here.lossAndGradient(parameters, rows(flow)).gradient(),
          there.lossAndGradient(parameters, rows(flow)).gradient());
      assertArrayEquals(
          here.logDensity(parameters, rows(flow)), there.logDensity(parameters, rows(flow)));
      assertArrayEquals(
          here.toData(parameters, rows(flow)).values(),
          there.toData(parameters, rows(flow)).values());
    }
  }

  private static byte[] written(TilePlan plan) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    return bytes.toByteArray();
  }

  private static TilePlan read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (TilePlan) in.readObject();
    }
  }

  private static Block rows(Flow flow) {
    Block rows = Block.zeros(150, flow.width());
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = (float) Math.sin(i);
    }
    return rows;
  }

  /** JavaCPP extracts its libraries to a folder, which must stay empty. */
  @Test
  void evaluatingExtractsNoNativeLibrary(@TempDir Path folder) throws Exception {
    Flow flow = flows().get(0);
    Path plan = folder.resolve("plan");
    Files.write(plan, written(new TilePlan(flow, Task.GRADIENT, Task.LOG_DENSITY)));
    Path cache = folder.resolve("cache");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                System.getProperty("java.class.path"),
                Evaluation.class.getName(),
                plan.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertFalse(Files.exists(cache), output);
  }

  /** What runs in that process. */
  static final class Evaluation {
    private Evaluation() {}

    public static void main(String[] arguments) throws Exception {
      TilePlan plan = read(Files.readAllBytes(Path.of(arguments[0])));
      float[] parameters = plan.flow().layout().initial(1);
      try (TileEngine engine = new TileEngine(plan)) {
        float[] gradient = engine.lossAndGradient(parameters, rows(plan.flow())).gradient();
        float[] density = engine.logDensity(parameters, rows(plan.flow()));
        System.out.println(Arrays.hashCode(gradient) + " " + Arrays.hashCode(density));
      }
    }
  }

  @Test
  void allThatLayersAreWrittenInHasAKernel() {
    Flow flow = new Flow(3, 0, new StandardNormal(), List.of(new EveryOperation()));
    TilePlan plan = new TilePlan(flow, Task.values());
    assertEquals(Map.of(), plan.unsupported());
    float[] parameters = flow.layout().initial(3);
    try (TileEngine tiles = new TileEngine(plan);
        SessionEngine session = new SessionEngine(flow)) {
      assertArrayEquals(
          session.lossAndGradient(parameters, rows(flow)).gradient(),
          tiles.lossAndGradient(parameters, rows(flow)).gradient(),
          1e-2f);
      assertArrayEquals(
          session.logDensity(parameters, rows(flow)),
          tiles.logDensity(parameters, rows(flow)),
          1e-4f);
    }
  }
}
