package normflow.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import normflow.graph.GraphScope.Mode;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

class GraphScopeTest {

  private final SameDiff graph = SameDiff.create();
  private final GraphScope scope =
      GraphScope.root(graph, DataType.FLOAT, Mode.EVALUATION, 2, 0, ParameterLayout.of(List.of()));

  @Test
  void equalConstantsAreOne() {
    assertSame(scope.row(1, 2), scope.child("layer").row(1, 2));
    assertNotSame(scope.row(1, 2), scope.constant(new double[] {1, 2}, 2, 1));
    assertNotSame(scope.scalar(0), scope.scalar(-0.0));
  }

  @Test
  void partsHaveNamesOfTheirOwn() {
    SDVariable x = scope.input("x");
    List<String> names =
        List.of(scope.part(() -> x.add(x)).name(), scope.part(() -> x.add(x)).name());
    assertEquals(List.of("part0/add", "part1/add"), names);
  }
}
