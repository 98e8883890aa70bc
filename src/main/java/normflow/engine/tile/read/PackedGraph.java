package normflow.engine.tile.read;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import normflow.engine.tile.read.ReadGraph.Call;
import normflow.engine.tile.read.ReadGraph.Fixed;
import normflow.engine.tile.read.ReadGraph.Input;
import normflow.engine.tile.read.ReadGraph.Node;
import normflow.engine.tile.read.ReadGraph.Parameter;

/**
 * A graph as bytes: a few for each operation, whose name, settings and numbers are written once
 * however often they come.
 */
record PackedGraph(byte[] bytes) implements Serializable {

  private static final int INPUT = 0;
  private static final int PARAMETER = 1;
  private static final int FIXED = 2;
  private static final int CALL = 3;

  static PackedGraph of(ReadGraph graph) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PackedOutput out = new PackedOutput(new DataOutputStream(bytes))) {
      out.integer(graph.nodes().size());
      int values = 0;
      for (Node node : graph.nodes()) {
        write(node, values, out);
        values += node.values();
      }
      out.integer(graph.results().size());
      for (var result : graph.results().entrySet()) {
        out.text(result.getKey());
        out.integer(result.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackedGraph(bytes.toByteArray());
  }

  private static void write(Node node, int values, PackedOutput out) throws IOException {
    if (node instanceof Input input) {
      out.integer(INPUT);
      out.integer(input.columns());
    } else if (node instanceof Parameter parameter) {
      out.integer(PARAMETER);
      out.text(parameter.name());
      out.shape(parameter.shape());
    } else if (node instanceof Fixed fixed) {
      out.integer(FIXED);
      out.shape(fixed.shape());
      out.numbers(fixed.numbers());
    } else if (node instanceof Call call) {
      out.integer(CALL);
      out.text(call.name());
      // Arguments are near.
      out.integers(call.inputs().stream().map(input -> values - input).toList());
      out.attributes(call.attributes());
      out.integer(call.values());
    }
  }

  private Object readResolve() {
    try (PackedInput in = new PackedInput(new DataInputStream(new ByteArrayInputStream(bytes)))) {
      Node[] nodes = new Node[in.integer()];
      int values = 0;
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = read(values, in);
        values += nodes[i].values();
      }
      LinkedHashMap<String, Integer> results = new LinkedHashMap<>();
      for (int left = in.integer(); left > 0; left--) {
        results.put(in.text(), in.integer());
      }
      return new ReadGraph(List.of(nodes), results);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Node read(int values, PackedInput in) throws IOException {
    int kind = in.integer();
    return switch (kind) {
      case INPUT -> new Input(in.integer());
      case PARAMETER -> new Parameter(in.text(), in.shape());
      case FIXED -> new Fixed(in.shape(), in.numbers());
      case CALL ->
          new Call(
              in.text(),
              in.integers().stream().map(distance -> values - distance).toList(),
              in.attributes(),
              in.integer());
      default -> throw new IOException("node of kind " + kind);
    };
  }
}
