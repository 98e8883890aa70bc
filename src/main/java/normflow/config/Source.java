package normflow.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import normflow.density.Densities;
import normflow.density.Density;
import normflow.provider.LaterKey;
import normflow.provider.Typed;

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
   * A table that Spark can read: by exactly one of a path, a name and a query. Of sources that have
   * no paths, such as {@code jdbc}, the format tells by itself.
   *
   * @param format name of a Spark data source, such as {@code parquet} or {@code csv}; empty where
   *     there is a table or a query
   * @param path anything that Hadoop's file systems resolve, or empty
   * @param table a name that the session's catalogs know, such as {@code catalog.db.name}, or empty
   * @param query a SELECT in Spark's SQL, or empty
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
      @LaterKey String table,
      @LaterKey String query,
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
      TableKeys.requirePlace(format, path, table, query, options);
      TableKeys.requireColumns(columns, context);
      types = stated(types, columns);
      where = Collections.unmodifiableSortedMap(new TreeMap<>(where));
      if (where.keySet().stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException("where has a blank name: name a column");
      }
    }

    /** A table with a format of its own. */
    public Table(
        String format,
        String path,
        Map<String, String> options,
        List<String> columns,
        List<String> context,
        SortedMap<String, StatedType> types,
        SortedMap<String, String> where) {
      this(format, path, "", "", options, columns, context, types, where);
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
      Map<String, Object> defaults = new HashMap<>();
      List.of("format", "path").forEach(key -> defaults.put(key, ""));
      List.of("options", "types", "where").forEach(key -> defaults.put(key, Map.of()));
      defaults.put("context", List.of());
      return defaults;
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

    /** The same table, given those columns of its context only. */
    Table given(Predicate<String> used) {
      List<String> kept =
          context.stream()
              .filter(name -> used.test(Environment.resolved("context", name)))
              .toList();
      return new Table(format, path, table, query, options, columns, kept, types, where);
    }

    /** A table of the same format, options and columns in another place. */
    public Table at(String place) {
      return at(new HeldOut(0, place));
    }

    /** A table of the same columns where held-out rows are. */
    Table at(HeldOut place) {
      return new Table(
          place.path().isEmpty() ? "" : format,
          place.path(),
          place.table(),
          place.query(),
          place.query().isEmpty() ? options : Map.of(),
          columns,
          context,
          types,
          where);
    }

    /** The same rows with other columns, which tell what they hold. */
    public Table of(List<String> data, List<String> given) {
      return new Table(format, path, table, query, options, data, given, new TreeMap<>(), where);
    }

    /** The same table, whose rows are those that have these values. */
    public Table taking(SortedMap<String, String> values) {
      return new Table(format, path, table, query, options, columns, context, types, values);
    }

    /** The table whose columns are the context of this one. */
    public Table contexts() {
      return new Table(
          format,
          path,
          table,
          query,
          options,
          context,
          List.of(),
          new TreeMap<>(),
          new TreeMap<>());
    }

    /** Whether the session's catalogs know where the rows are. */
    public boolean ofCatalog() {
      return !table.isEmpty() || !query.isEmpty();
    }

    /** What messages call it: the path, or what stands in the place of one. */
    public String described() {
      if (ofCatalog()) {
        return table.isEmpty() ? "the query" : "table " + table;
      }
      return path.isEmpty() ? "the " + format + " source" : path;
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
