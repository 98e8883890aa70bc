package normflow.engine.tile.lower;

import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.read.ReadGraph.Attributes;

/**
 * One operation of a graph with its arguments.
 *
 * @param expressions makes the results
 * @param name SameDiff's name of the operation
 * @param inputs what it reads
 * @param attributes its settings
 */
record Call(Expressions expressions, String name, List<Value> inputs, Attributes attributes) {

  Value input(int index) {
    if (index >= inputs.size()) {
      throw unsupported("with " + inputs.size() + " inputs");
    }
    return inputs.get(index);
  }

  int integer(int index, int otherwise) {
    return index < attributes.integers().size() ? attributes.integers().get(index) : otherwise;
  }

  double real(int index) {
    if (index >= attributes.reals().size()) {
      throw unsupported("without a number at " + index);
    }
    return attributes.reals().get(index);
  }

  boolean flag(int index) {
    return index < attributes.flags().size() && attributes.flags().get(index);
  }

  UnsupportedGraphException unsupported(String how) {
    return new UnsupportedGraphException("op " + name + " " + how);
  }
}
