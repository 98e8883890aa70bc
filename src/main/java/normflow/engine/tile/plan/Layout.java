package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.order.ColumnMap;
import normflow.engine.tile.order.OperationOrder;
import normflow.engine.tile.order.OperationOrder.Compute;
import normflow.engine.tile.order.OperationOrder.Task;
import normflow.engine.tile.order.Place;

/**
 * Where every column lives.
 *
 * <p>Buffer {@link #TILE} serves one tile after the other, and its memory is used again as soon as
 * a column has had its last reader. Columns that are read in a later phase have a buffer of their
 * own for all rows of the call. Buffer {@link #SPREAD} holds constants and uniform numbers,
 * repeated for every row of a tile. The needed results of an operation are neighbours.
 */
final class Layout {

  static final int TILE = 0;
  static final int SPREAD = 1;

  private final int rows;

  /** Places where tiles have one row. */
  private final List<ColumnMap<Place>> tilePlaces;

  private final ColumnMap<Place> batchPlaces;
  private final Map<Column, Integer> spread = new LinkedHashMap<>();
  private final List<Integer> batchColumns;
  private int tileColumns;

  /**
   * One for tiles of one row.
   *
   * @param schedule what is computed when
   */
  Layout(OperationOrder schedule) {
    this.rows = 1;
    this.tilePlaces = new ArrayList<>();
    this.batchPlaces = new ColumnMap<>();
    this.batchColumns = new ArrayList<>();
    ColumnMap<Integer> lastPhase = new ColumnMap<>();
    List<List<Task>> phases = schedule.phases();
    for (int phase = 0; phase < phases.size(); phase++) {
      for (Task task : phases.get(phase)) {
        for (Computed column : task.reads()) {
          lastPhase.put(column, phase);
        }
      }
    }
    for (int phase = 0; phase < phases.size(); phase++) {
      place(phases.get(phase), phase, lastPhase);
    }
  }

  private Layout(Layout other, int rows) {
    this.rows = rows;
    this.tilePlaces = other.tilePlaces;
    this.batchPlaces = other.batchPlaces;
    this.batchColumns = other.batchColumns;
    this.tileColumns = other.tileColumns;
  }

  /** The same for tiles of so many rows. */
  Layout inTilesOf(int count) {
    return new Layout(this, count);
  }

  private void place(List<Task> tasks, int phase, ColumnMap<Integer> lastPhase) {
    ColumnMap<Integer> lastTask = new ColumnMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      for (Computed column : tasks.get(i).reads()) {
        lastTask.put(column, i);
      }
    }
    ColumnMap<Place> places = new ColumnMap<>();
    tilePlaces.add(places);
    Free free = new Free();
    Map<Integer, List<int[]>> endings = new HashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i) instanceof Compute compute) {
        List<Computed> results = compute.results();
        if (!compute.repeated()
            && results.stream().anyMatch(result -> lastPhase.getOrDefault(result, phase) > phase)) {
          placeInBatch(results);
        } else {
          int first = free.take(results.size());
          int last = i;
          for (int j = 0; j < results.size(); j++) {
            places.put(results.get(j), new Place(TILE, first + j, 0));
            last = Math.max(last, lastTask.getOrDefault(results.get(j), i));
          }
          endings
              .computeIfAbsent(last, key -> new ArrayList<>())
              .add(new int[] {first, results.size()});
        }
      }
      endings.getOrDefault(i, List.of()).forEach(range -> free.give(range[0], range[1]));
    }
    tileColumns = Math.max(tileColumns, free.high);
  }

  private void placeInBatch(List<Computed> results) {
    int buffer = SPREAD + 1 + batchColumns.size();
    batchColumns.add(results.size());
    for (int j = 0; j < results.size(); j++) {
      batchPlaces.put(results.get(j), new Place(buffer, j, results.size()));
    }
  }

  /** Free ranges of columns, taken lowest first. */
  private static final class Free {
    private final TreeMap<Integer, Integer> ranges = new TreeMap<>();
    private int high;

    int take(int count) {
      Optional<Map.Entry<Integer, Integer>> fitting =
          ranges.entrySet().stream().filter(range -> range.getValue() >= count).findFirst();
      if (fitting.isPresent()) {
        int first = fitting.get().getKey();
        int rest = fitting.get().getValue() - count;
        ranges.remove(first);
        if (rest > 0) {
          ranges.put(first + count, rest);
        }
        return first;
      }
      int first = high;
      high += count;
      return first;
    }

    void give(int first, int count) {
      int start = first;
      int length = count;
      Map.Entry<Integer, Integer> before = ranges.lowerEntry(first);
      if (before != null && before.getKey() + before.getValue() == first) {
        start = before.getKey();
        length += before.getValue();
      }
      Integer after = ranges.remove(first + count);
      ranges.put(start, length + (after == null ? 0 : after));
    }
  }

  /** Rows of a tile. */
  int rows() {
    return rows;
  }

  /** Where columns are during one phase. */
  final class Phase {
    private final ColumnMap<Place> tile;

    private Phase(ColumnMap<Place> tile) {
      this.tile = tile;
    }

    /** Rows of a tile. */
    int rows() {
      return rows;
    }

    /** The place of a column; one that is not computed gets a place to be spread to. */
    Place place(Column column) {
      if (column instanceof Computed computed) {
        Place place = tile.get(computed);
        return (place == null ? batchPlaces.get(computed) : place).times(rows);
      }
      return spreadPlace(column);
    }

    List<Place> places(List<? extends Column> columns) {
      return columns.stream().map(this::place).toList();
    }
  }

  /** Where columns are during a phase. */
  Phase phase(int index) {
    return new Phase(index < tilePlaces.size() ? tilePlaces.get(index) : new ColumnMap<>());
  }

  /** The place that a column which is not computed is spread to. */
  Place spreadPlace(Column column) {
    int slot = spread.computeIfAbsent(column, key -> spread.size());
    return new Place(SPREAD, slot * rows, 0);
  }

  /** Columns that are not computed, in the order of their places. */
  List<Column> spreadColumns() {
    return List.copyOf(spread.keySet());
  }

  /** The number of columns that a tile's own memory holds. */
  int tileColumns() {
    return tileColumns;
  }

  /** The number of columns in each buffer for all rows of a call, from {@code SPREAD + 1} on. */
  List<Integer> batchColumns() {
    return List.copyOf(batchColumns);
  }
}
