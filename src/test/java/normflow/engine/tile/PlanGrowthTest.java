package normflow.engine.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import normflow.engine.tile.TilePlan.Task;
import normflow.engine.tile.order.LoweredGraph;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.flow.Glow;
import normflow.flow.Maf;
import normflow.flow.Nsf;
import normflow.flow.NsfAr;
import normflow.flow.RealNvpFast;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What it takes to plan a flow grows with its columns at most, never with their square. */
@Tag("slow")
class PlanGrowthTest {

  static Stream<Architecture> architectures() {
    return Stream.of(
        Architecture.RealNvp.defaults(),
        RealNvpFast.defaults(),
        Glow.defaults(),
        Maf.defaults(),
        Nsf.defaults(),
        NsfAr.defaults());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void twiceTheColumnsTakeTwiceAsMuch(Architecture architecture) throws IOException {
    for (Task task : List.of(Task.GRADIENT, Task.LOG_DENSITY, Task.DATA)) {
      Size ten = Size.of(architecture.flow(10), task);
      Size twenty = Size.of(architecture.flow(20), task);
      Size forty = Size.of(architecture.flow(40), task);
      String what = task + ": " + ten + ", " + twenty + ", " + forty;
      assertLinear(what, ten.operations, twenty.operations, forty.operations);
      assertLinear(what, ten.columns, twenty.columns, forty.columns);
      assertTrue(
          forty.bytes < Math.max(3 * twenty.bytes, Float.BYTES * forty.parameters / 4), what);
    }
  }

  /** As much more for the next twenty columns as for the ten before, twice, and a tenth. */
  private static void assertLinear(String what, long ten, long twenty, long forty) {
    assertTrue(forty - twenty <= 2.2 * Math.max(twenty - ten, 0) + 0.1 * ten, what);
  }

  private record Size(long parameters, long operations, long columns, long bytes) {

    static Size of(Flow flow, Task task) throws IOException {
      TilePlan plan = new TilePlan(flow, task);
      LoweredGraph graph = plan.lowered(task).orElseThrow().graph();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(plan);
      }
      return new Size(
          flow.layout().size(),
          graph.operations().size(),
          graph.operations().stream().mapToLong(operation -> operation.results().size()).sum(),
          bytes.size());
    }
  }

  /** SameDiff tries one number after the other to find a name that is free. */
  @Test
  void namesAreFoundAtOnceHoweverManyColumns() {
    for (Architecture architecture : List.of(Maf.defaults(), NsfAr.defaults())) {
      assertEquals(
          highestNumber(architecture.flow(10)), highestNumber(architecture.flow(20)), 5, "tries");
    }
  }

  private static int highestNumber(Flow flow) {
    return FlowGraph.sampling(flow, DataType.FLOAT).graph().getOps().keySet().stream()
        .map(name -> name.replaceAll(".*\\D", ""))
        .mapToInt(number -> number.isEmpty() ? 0 : Integer.parseInt(number))
        .max()
        .orElseThrow();
  }
}
