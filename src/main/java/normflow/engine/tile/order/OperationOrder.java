package normflow.engine.tile.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;

/**
 * What is done to each tile, in order, for every phase of a call.
 *
 * <p>A sum over rows is taken as soon as the columns that it needs are there, so that they need not
 * be kept.
 */
public final class OperationOrder {

  /** Something done to a tile. */
  public sealed interface Task {
    /** The columns that it reads, some more than once. */
    List<Computed> reads();
  }

  /**
   * Computes needed results of an operation.
   *
   * @param repeated whether every phase that reads them does it again
   */
  public record Compute(Operation operation, List<Computed> results, boolean repeated)
      implements Task {
    @Override
    public List<Computed> reads() {
      List<Computed> reads = new ArrayList<>();
      addComputed(operation.shared(), reads);
      results.forEach(result -> addComputed(operation.arguments(result.index()), reads));
      return reads;
    }
  }

  /** Adds the rows of a tile to a uniform value. */
  public record Accumulate(UniformValue value) implements Task {
    @Override
    public List<Computed> reads() {
      List<Computed> reads = new ArrayList<>();
      if (value.source() instanceof UniformValue.RowSums sums) {
        addComputed(sums.columns(), reads);
      } else if (value.source() instanceof UniformValue.Outer outer) {
        addComputed(OuterSides.of(outer).reads(outer), reads);
      }
      return reads;
    }
  }

  /** Writes a result that has a row for each row of the call. */
  public record Deliver(String name, List<Column> columns) implements Task {
    @Override
    public List<Computed> reads() {
      List<Computed> reads = new ArrayList<>();
      addComputed(columns, reads);
      return reads;
    }
  }

  private static void addComputed(List<Column> columns, List<Computed> reads) {
    for (Column column : columns) {
      if (column instanceof Computed computed) {
        reads.add(computed);
      }
    }
  }

  private final List<List<Task>> phases = new ArrayList<>();

  public OperationOrder(
      List<Operation> operations,
      Demand demand,
      List<UniformValue> uniforms,
      List<Deliver> deliveries) {
    List<Task> collecting = new ArrayList<>(deliveries);
    for (UniformValue value : uniforms) {
      if (value.source() instanceof UniformValue.RowSums
          || value.source() instanceof UniformValue.Outer) {
        collecting.add(new Accumulate(value));
      }
    }
    ColumnMap<List<Task>> waiting = new ColumnMap<>();
    Map<Task, Integer> missing = new HashMap<>();
    for (Task task : collecting) {
      Set<Computed> reads = new HashSet<>(task.reads());
      missing.put(task, reads.size());
      for (Computed column : reads) {
        List<Task> tasks = waiting.getOrDefault(column, new ArrayList<>());
        tasks.add(task);
        waiting.put(column, tasks);
      }
      if (reads.isEmpty()) {
        phase(0).add(task);
      }
    }
    Map<Task, Integer> readyPhase = new HashMap<>();
    for (Operation operation : operations) {
      List<Computed> results = demand.needed(operation);
      if (results.isEmpty()) {
        continue;
      }
      phase(operation.phase()).add(new Compute(operation, results, false));
      for (Computed result : results) {
        for (Task task : waiting.getOrDefault(result, List.of())) {
          int phase = readyPhase.merge(task, operation.phase(), Math::max);
          if (missing.merge(task, -1, Integer::sum) == 0) {
            phase(phaseOf(task, phase)).add(task);
          }
        }
      }
    }
    repeatWherePaid(operations, demand);
  }

  /**
   * Computes what costs less than to keep it in memory from phase to phase where it is read, as
   * often as that is.
   */
  private void repeatWherePaid(List<Operation> operations, Demand demand) {
    List<Operation> cheap = new ArrayList<>();
    for (int i = operations.size() - 1; i >= 0; i--) {
      if (isCheap(operations.get(i)) && !demand.needed(operations.get(i)).isEmpty()) {
        cheap.add(operations.get(i));
      }
    }
    Set<Operation> moved = new HashSet<>(cheap);
    for (int phase = 0; phase < phases.size(); phase++) {
      Repeats repeats = new Repeats();
      phases.get(phase).stream().filter(task -> !computes(task, moved)).forEach(repeats::add);
      for (Operation operation : cheap) {
        if (operation.phase() <= phase) {
          repeats.computeBeforeFirstReader(operation, demand.needed(operation));
        }
      }
      phases.set(phase, repeats.tasks());
    }
  }

  private static boolean computes(Task task, Set<Operation> operations) {
    return task instanceof Compute compute && operations.contains(compute.operation());
  }

  private static boolean isCheap(Operation operation) {
    return operation instanceof Operation.Product product
        && product.sign().isEmpty()
        && (product.line().isPresent() || product.a().size() <= Thin.MOST_ARGUMENTS);
  }

  /** Uniform columns can be known later than the computed ones beside them. */
  private static int phaseOf(Task task, int ready) {
    if (task instanceof Accumulate accumulate) {
      return Math.max(ready, accumulate.value().phase() - 1);
    }
    if (task instanceof Deliver deliver) {
      return Math.max(ready, deliver.columns().stream().mapToInt(Column::phase).max().orElse(0));
    }
    return ready;
  }

  private List<Task> phase(int phase) {
    while (phases.size() <= phase) {
      phases.add(new ArrayList<>());
    }
    return phases.get(phase);
  }

  /** The tasks of each phase. */
  public List<List<Task>> phases() {
    return phases;
  }
}
