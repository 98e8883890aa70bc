package normflow.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import normflow.graph.ParameterLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

@Tag("slow")
class FlowGraphTest {

  static List<Architecture> architectures() {
    return FlowCatalogue.architectures();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientIsThatOfSameDiffOperationByOperation(Architecture architecture) {
    Flow flow = architecture.flow(3);
    FlowGraph ours = FlowGraph.training(flow, DataType.DOUBLE);
    FlowGraph theirs = FlowGraph.loss(flow, DataType.DOUBLE);
    theirs.graph().setLossVariables(FlowGraph.LOSS);
    String[] weights =
        flow.layout().trained().stream().map(e -> e.weight().name()).toArray(String[]::new);
    printed(() -> theirs.graph().createGradFunction(weights));
    assertEquals(operations(theirs), operations(ours));
    for (ParameterLayout.Entry entry : flow.layout().trained()) {
      String weight = entry.weight().name();
      assertEquals(theirs.gradientOf(weight), ours.gradientOf(weight));
    }
  }

  private static List<String> operations(FlowGraph graph) {
    SameDiff gradient = graph.gradient();
    return gradient.getOps().values().stream()
        .map(
            operation ->
                operation.getOp().opName()
                    + operation.getInputsToOp()
                    + " -> "
                    + operation.getOutputsOfOp())
        .toList();
  }

  @Test
  void noLineOfAnotherThreadIsLostWhileAGradientIsBuilt() {
    AtomicBoolean built = new AtomicBoolean();
    int[] lines = {0};
    String printed =
        printed(
            () -> {
              Thread other =
                  new Thread(
                      () -> {
                        while (!built.get()) {
                          System.out.println("line " + lines[0]++);
                        }
                      });
              other.start();
              FlowGraph.training(Architecture.RealNvp.defaults().flow(2), DataType.FLOAT);
              built.set(true);
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    List<String> seen = printed.lines().toList();
    assertTrue(lines[0] > 10, "only " + lines[0] + " lines");
    assertEquals(lines[0], seen.size());
    assertEquals(Set.of(), Set.copyOf(seen.stream().filter(l -> !l.startsWith("line ")).toList()));
  }

  private static String printed(Runnable action) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(out);
    }
    return printed.toString(UTF_8);
  }
}
