package normflow.engine.tile.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;

/** The columns and uniform values that results depend on; everything else is left out. */
public final class Demand {

  private final Set<Operation> operations = new HashSet<>();
  private final BitSet columns = new BitSet();
  private final Set<UniformValue> uniforms = new LinkedHashSet<>();

  /** Of sums that only masks read, which elements these let through. */
  private final Map<UniformValue, BitSet> masked = new HashMap<>();

  private final Set<UniformValue> whole = new HashSet<>();
  private final Deque<Object> open = new ArrayDeque<>();

  public Demand(Collection<Value> results) {
    results.forEach(this::add);
    while (!open.isEmpty()) {
      Object next = open.pop();
      if (next instanceof Computed column) {
        addArguments(column.operation(), column.index());
      } else if (next instanceof UniformValue value) {
        addArguments(value.source());
      }
    }
  }

  private void add(Value value) {
    if (value instanceof UniformValue uniform) {
      whole.add(uniform);
      addUniform(uniform);
    } else {
      Expressions.columnsOf(value).forEach(this::add);
    }
  }

  private void addUniform(UniformValue value) {
    if (uniforms.add(value)) {
      open.push(value);
    }
  }

  private void addMasked(UniformValue value, float[] mask) {
    addUniform(value);
    BitSet seen = masked.computeIfAbsent(value, sums -> new BitSet(mask.length));
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != 0) {
        seen.set(i);
      }
    }
  }

  /** On which elements of a needed uniform value anything depends. */
  public IntPredicate read(UniformValue value) {
    return whole.contains(value) ? element -> true : masked.get(value)::get;
  }

  private void add(Column column) {
    if (column instanceof Column.Uniform uniform) {
      add(uniform.value());
    } else if (column instanceof Computed computed && !columns.get(computed.number())) {
      columns.set(computed.number());
      open.push(computed);
    }
  }

  private void addArguments(Operation operation, int result) {
    boolean first = operations.add(operation);
    if (first) {
      operation.shared().forEach(this::add);
    }
    operation.arguments(result).forEach(this::add);
    if (first) {
      operation.uniforms().forEach(this::add);
    }
  }

  private void addArguments(UniformValue.Source source) {
    if (source instanceof UniformValue.Derived derived) {
      addArguments(derived);
    } else if (source instanceof UniformValue.RowSums sums) {
      sums.columns().forEach(this::add);
    } else if (source instanceof UniformValue.Outer outer) {
      OuterSides sides = OuterSides.of(outer);
      sides.reads(outer).forEach(this::add);
      sides.thin().ifPresent(thin -> thin.product().uniforms().forEach(this::add));
    }
  }

  private void addArguments(UniformValue.Derived derived) {
    List<UniformValue> arguments = derived.arguments();
    boolean masks =
        derived.rule() instanceof UniformValue.ElementwiseProduct
            && arguments.stream().anyMatch(UniformValue::isFixed);
    for (UniformValue argument : arguments) {
      if (masks && argument.source() instanceof UniformValue.Outer) {
        addMasked(argument, arguments.get(1 - arguments.indexOf(argument)).values());
      } else {
        add(argument);
      }
    }
  }

  /** The needed results of an operation. */
  List<Computed> needed(Operation operation) {
    return operations.contains(operation)
        ? operation.results().stream().filter(result -> columns.get(result.number())).toList()
        : List.of();
  }

  /** The needed uniform values, arguments before those that use them. */
  public List<UniformValue> uniforms() {
    List<UniformValue> ordered = new ArrayList<>();
    Set<UniformValue> done = new HashSet<>();
    for (UniformValue value : uniforms) {
      order(value, done, ordered);
    }
    return ordered;
  }

  /** Depth first without recursion: chains of uniform values can be long. */
  private static void order(
      UniformValue start, Set<UniformValue> done, List<UniformValue> ordered) {
    Deque<UniformValue> stack = new ArrayDeque<>(List.of(start));
    while (!stack.isEmpty()) {
      UniformValue value = stack.peek();
      List<UniformValue> missing =
          value.source() instanceof UniformValue.Derived derived
              ? derived.arguments().stream().filter(argument -> !done.contains(argument)).toList()
              : List.of();
      if (missing.isEmpty()) {
        stack.pop();
        if (done.add(value)) {
          ordered.add(value);
        }
      } else {
        missing.forEach(stack::push);
      }
    }
  }
}
