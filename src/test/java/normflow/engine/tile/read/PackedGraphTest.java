package normflow.engine.tile.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.read.ReadGraph.Attributes;
import normflow.engine.tile.read.ReadGraph.Call;
import normflow.engine.tile.read.ReadGraph.Fixed;
import normflow.engine.tile.read.ReadGraph.Input;
import normflow.engine.tile.read.ReadGraph.Node;
import normflow.engine.tile.read.ReadGraph.Parameter;
import org.junit.jupiter.api.Test;

class PackedGraphTest {

  private static final Attributes NONE =
      new Attributes(List.of(), List.of(), List.of(), 0, List.of(), false);

  private static byte[] written(ReadGraph graph) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(graph);
    }
    return bytes.toByteArray();
  }

  private static ReadGraph sent(ReadGraph graph) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written(graph)))) {
      return (ReadGraph) in.readObject();
    }
  }

  @Test
  void allThatIsSentArrives() throws Exception {
    Attributes all =
        new Attributes(
            List.of(0, -1, 63, 64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE),
            List.of(0.1, Double.NEGATIVE_INFINITY),
            List.of(true, false),
            -0.25,
            List.of(1, 2),
            true);
    ReadGraph graph =
        new ReadGraph(
            List.of(
                new Input(7),
                new Parameter("0.weight", Shape.of(7, 300)),
                new Fixed(Shape.of(11), new Numbers(0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1)),
                new Fixed(Shape.of(), new Numbers(Float.NaN)),
                new Fixed(Shape.of(2), new Numbers(-0.0f, 1)),
                new Call("split", List.of(0, 4, 0), all, 3),
                new Call("split", List.of(7, 5), all, 1),
                new Call("add", List.of(), NONE, 1)),
            Map.of("loss", 9, "0.weight", 1));
    assertEquals(graph, sent(graph));
  }

  @Test
  void aMinusIsNotLost() {
    assertNotEquals(new Numbers(0), new Numbers(-0.0f));
  }

  @Test
  void aMaskTakesABitForANumber() throws Exception {
    assertTrue(bytes(mask(8000)) - bytes(mask(0)) <= 8000 / 8 + 4);
  }

  private static Node mask(int size) {
    float[] values = new float[size];
    IntStream.range(0, size).forEach(i -> values[i] = i % 3 == 0 ? 1 : 0);
    return new Fixed(Shape.of(size), new Numbers(values));
  }

  @Test
  void whatComesAgainIsNotWrittenAgain() throws Exception {
    Node call = new Call("a_long_name_of_an_operation", List.of(0), NONE, 1);
    assertTrue(bytes(call, call, call, call) - bytes(call, call) <= 2 * 7);
  }

  private static int bytes(Node... others) throws Exception {
    Node[] nodes = new Node[others.length + 1];
    nodes[0] = new Input(1);
    System.arraycopy(others, 0, nodes, 1, others.length);
    return written(new ReadGraph(List.of(nodes), Map.of())).length;
  }
}
