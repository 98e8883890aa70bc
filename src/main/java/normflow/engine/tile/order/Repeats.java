package normflow.engine.tile.order;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.order.OperationOrder.Compute;
import normflow.engine.tile.order.OperationOrder.Task;

/**
 * The tasks of a phase, among which others are put before those that read what they compute. Who
 * reads a column is known without looking at all tasks.
 */
final class Repeats {

  /** A task of the phase and, in their order, those that were put right before it. */
  private record Group(int index, List<Task> tasks) {}

  /** A task and where it is. */
  private record Reader(Task task, Group group) {
    boolean isBefore(Reader other) {
      return group.index == other.group.index
          ? group.tasks.indexOf(task) < group.tasks.indexOf(other.task)
          : group.index < other.group.index;
    }
  }

  private final List<Group> groups = new ArrayList<>();

  /** The first reader of each column. */
  private final ColumnMap<Reader> readers = new ColumnMap<>();

  /** Puts a task behind all others. */
  void add(Task task) {
    Group group = new Group(groups.size(), new ArrayList<>(List.of(task)));
    groups.add(group);
    read(new Reader(task, group));
  }

  private void read(Reader reader) {
    for (Computed column : reader.task.reads()) {
      readers.merge(column, reader, (a, b) -> b.isBefore(a) ? b : a);
    }
  }

  /**
   * Computes those of an operation's results that are read, right before the first that does.
   *
   * @param results which are needed by any phase
   */
  void computeBeforeFirstReader(Operation operation, List<Computed> results) {
    List<Computed> read = results.stream().filter(readers::contains).toList();
    if (!read.isEmpty()) {
      Reader first =
          read.stream().map(readers::get).reduce((a, b) -> b.isBefore(a) ? b : a).orElseThrow();
      Task task = new Compute(operation, read, true);
      List<Task> tasks = first.group.tasks;
      tasks.add(tasks.indexOf(first.task), task);
      read(new Reader(task, first.group));
    }
  }

  /** All tasks in their order. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    groups.forEach(group -> tasks.addAll(group.tasks));
    return tasks;
  }
}
