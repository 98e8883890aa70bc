package normflow.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import normflow.density.Densities;
import normflow.density.Density;
import normflow.provider.Typed;
import normflow.text.Shown;

/** Where rows come from. */
@Typed
public sealed interface Source {

  /**
   * What a source is, case by case: another source is another case, and no caller can forget it.
   */
  <T> T match(Function<Table, T> table, Function<Generated, T> generated);

  /** The density that the rows are drawn from, where it is known. */
  Optional<Density> knownDensity();

  /** What each of the columns without the context is said to hold; empty if nothing is. */
  default List<StatedType> stated() {
    return List.of();
  }

  /** Names of columns that the density of the others is conditioned on. */
  List<String> context();

  /**
   * A table that Spark can read.
   *
   * @param format name of a Spark data source, such as {@code parquet} or {@code csv}
   * @param path anything that Hadoop's file systems resolve; empty for sources without paths
   * @param options of the data source; {@code csv} reads a header and infers types unless told
   * @param columns the numeric columns, or exactly one column of vectors
   * @param context numeric columns that the density of {@code columns} is conditioned on
   * @param types what columns are taken as, by name; the rows tell of those that are not named
   * @param where values that a row has in columns of these names, used or not; other rows are as if
   *     they were not there
   */
  record Table(
      String format,
      String path,
      Map<String, String> options,
      List<String> columns,
      List<String> context,
      SortedMap<String, StatedType> types,
      SortedMap<String, String> where)
      implements Source {
    public Table {
      // In one order, as the digest of a job depends on it.
      options = Collections.unmodifiableMap(new TreeMap<>(options));
      columns = List.copyOf(columns);
      context = List.copyOf(context);
      if (format.isBlank()) {
        throw new IllegalArgumentException("format is empty: name a data source, such as parquet");
      }
      if (columns.isEmpty()) {
        throw new IllegalArgumentException(
            "columns = []: name the numeric columns, or one column of vectors");
      }
      requireOnce("columns", columns, List.of());
      requireOnce("context", context, columns);
      types = stated(types, columns);
      where = Collections.unmodifiableSortedMap(new TreeMap<>(where));
      if (where.keySet().stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException("where has a blank name: name a column");
      }
    }

    /** All rows of a table, which tell what its columns hold. */
    public Table(
        String format,
        String path,
        Map<String, String> options,
        List<String> columns,
        List<String> context) {
      this(format, path, options, columns, context, new TreeMap<>(), new TreeMap<>());
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of(
          "options", Map.of(), "context", List.of(), "types", Map.of(), "where", Map.of());
    }

    /** In one order, as the digest of a job depends on it, without what says nothing. */
    private static SortedMap<String, StatedType> stated(
        SortedMap<String, StatedType> types, List<String> columns) {
      SortedMap<String, StatedType> stated = new TreeMap<>(types);
      StatedType.requireNames("types", stated.keySet(), columns);
      stated.values().removeIf(type -> type == StatedType.AUTO);
      return Collections.unmodifiableSortedMap(stated);
    }

    @Override
    public List<StatedType> stated() {
      return columns.stream().map(name -> types.getOrDefault(name, StatedType.AUTO)).toList();
    }

    private static void requireOnce(String key, List<String> names, List<String> others) {
      Set<String> before = new HashSet<>(others);
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).isBlank()) {
          throw new IllegalArgumentException(key + "[" + i + "] is blank: name a column");
        }
        if (!before.add(names.get(i))) {
          throw new IllegalArgumentException(
              key + "[" + i + "] = " + Shown.value(names.get(i)) + ": appears twice");
        }
      }
    }

    /** The same table, given those columns of its context only. */
    Table given(Predicate<String> used) {
      List<String> kept =
          context.stream()
              .filter(name -> used.test(Environment.resolved("context", name)))
              .toList();
      return new Table(format, path, options, columns, kept, types, where);
    }

    /** A table of the same format, options and columns in another place. */
    public Table at(String place) {
      return new Table(format, place, options, columns, context, types, where);
    }

    /** The same table, whose rows are those that have these values. */
    public Table taking(SortedMap<String, String> values) {
      return new Table(format, path, options, columns, context, types, values);
    }

    /** The table whose columns are the context of this one. */
    public Table contexts() {
      return new Table(format, path, options, context, List.of());
    }

    @Override
    public <T> T match(Function<Table, T> table, Function<Generated, T> generated) {
      return table.apply(this);
    }

    @Override
    public Optional<Density> knownDensity() {
      return Optional.empty();
    }

    /** The options with those that {@code csv} has unless told otherwise. */
    public Map<String, String> effectiveOptions() {
      Map<String, String> effective = new HashMap<>();
      if (format.equals("csv")) {
        effective.put("header", "true");
        effective.put("inferSchema", "true");
      }
      effective.putAll(options);
      return effective;
    }
  }

  /**
   * Rows drawn from a built-in density.
   *
   * @param density its name
   * @param noise standard deviation of the noise, of densities that have the choice
   * @param factor radius of the inner circle, of {@code two-circles}
   * @param rows how many, at least 1
   * @param seed the rows are a function of it
   */
  record Generated(
      String density, OptionalDouble noise, OptionalDouble factor, long rows, long seed)
      implements Source {
    public Generated {
      if (rows < 1) {
        throw new IllegalArgumentException("rows = " + rows + ": must be at least 1");
      }
      Densities.named(density, noise, factor);
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("noise", OptionalDouble.empty(), "factor", OptionalDouble.empty(), "seed", 1);
    }

    @Override
    public <T> T match(Function<Table, T> table, Function<Generated, T> generated) {
      return generated.apply(this);
    }

    @Override
    public Optional<Density> knownDensity() {
      return Optional.of(Densities.named(density, noise, factor));
    }

    @Override
    public List<String> context() {
      return List.of();
    }
  }
}
