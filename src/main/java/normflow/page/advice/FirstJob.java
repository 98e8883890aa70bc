package normflow.page.advice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.flow.Tabular;
import normflow.spark.rows.ColumnLook;
import normflow.spark.rows.RowCounts;
import normflow.spark.rows.Samples;
import normflow.spark.rows.TableLook;
import normflow.spark.table.Survey;
import normflow.text.Nearest;
import org.apache.spark.sql.SparkSession;

/**
 * A job for a table of which nothing is known: what its columns are, which of them it takes, and
 * what training makes of what it leaves out.
 *
 * @param look at all columns
 * @param job what is trained; its steps and rows of a step follow from the table
 * @param leftOut columns that it does not take, and why
 * @param rows that it has, with the bad ones, which it skips
 * @param defaults what follows from the table
 */
public record FirstJob(
    TableLook look,
    RunConfig job,
    Map<String, String> leftOut,
    RowCounts rows,
    TableDefaults defaults) {

  private static final double TEST_SHARE = 0.2;

  /**
   * Looks at a table, twice: at all of it, and as the job has its rows.
   *
   * @param table of which columns are asked for, or {@link Survey#ALL}
   * @param targets columns whose density given the others is due; none for that of all columns
   * @param partitions into which files are cut at least
   * @throws ConfigException if it cannot be read, or leaves nothing that a density could be of
   */
  public static FirstJob of(
      SparkSession session, Source.Table table, List<String> targets, int partitions) {
    TableLook look = TableLook.of(Survey.of(session, whole(table, targets), partitions));
    Map<String, String> leftOut = new LinkedHashMap<>();
    look.leftOut().forEach(column -> leftOut.put(column.name(), column.why()));
    List<ColumnLook> taken = new ArrayList<>(look.columns());
    taken.removeIf(column -> left(column, targets, leftOut));
    List<ColumnLook> data =
        targets.isEmpty()
            ? taken
            : targets.stream().map(name -> target(name, taken, leftOut)).toList();
    List<ColumnLook> context = taken.stream().filter(column -> !data.contains(column)).toList();
    require(table, data, context, targets);
    Source.Table source = table.of(names(data), names(context));
    RunConfig job = job(source, data, BadRows.SKIP);
    Samples samples = Samples.prepare(session, job, session.sparkContext().defaultParallelism());
    try {
      RowCounts rows = samples.counts();
      TableDefaults defaults = samples.defaults(job.training());
      RunConfig strict = rows.skipped() == 0 ? job(source, data, BadRows.FAIL) : job;
      return new FirstJob(look, strict, leftOut, rows, defaults);
    } finally {
      samples.unpersist();
    }
  }

  /** Of columns that are named, targets are too. */
  private static Source.Table whole(Source.Table table, List<String> targets) {
    List<String> named = new ArrayList<>(table.columns());
    if (!named.equals(List.of(Survey.ALL))) {
      targets.stream().filter(target -> !named.contains(target)).forEach(named::add);
    }
    return table.of(named, List.of());
  }

  /** Whether a column is not taken; what a density is given are numbers. */
  private static boolean left(
      ColumnLook column, List<String> targets, Map<String, String> leftOut) {
    Optional<String> why =
        column.name().isBlank()
            ? Optional.of("a column without a name; give it one")
            : column
                .objection()
                .or(
                    () ->
                        column.ofTexts() && !targets.isEmpty() && !targets.contains(column.name())
                            ? Optional.of(
                                "column "
                                    + column.name()
                                    + " has texts, and a density is given numbers alone; make"
                                    + " numbers of them, or leave --target out")
                            : Optional.empty());
    why.ifPresent(reason -> leftOut.put(column.name(), reason));
    return why.isPresent();
  }

  private static ColumnLook target(
      String name, List<ColumnLook> taken, Map<String, String> leftOut) {
    return taken.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> refused(name, taken, leftOut));
  }

  private static ConfigException refused(
      String name, List<ColumnLook> taken, Map<String, String> leftOut) {
    List<String> known = Stream.concat(names(taken).stream(), leftOut.keySet().stream()).toList();
    return new ConfigException(
        "--target = "
            + name
            + ": "
            + Optional.ofNullable(leftOut.get(name))
                .orElseGet(
                    () ->
                        "is none of the columns"
                            + Nearest.suggestion(name, known)
                            + "; these are "
                            + String.join(", ", known)),
        null);
  }

  private static void require(
      Source.Table table, List<ColumnLook> data, List<ColumnLook> context, List<String> targets) {
    if (data.isEmpty()) {
      throw new ConfigException(
          table.described() + " has no column that a density could be of", null);
    }
    if (!targets.isEmpty() && context.isEmpty()) {
      throw new ConfigException(
          "--target = "
              + String.join(", ", targets)
              + ": no other column of numbers is left that its density could be given; leave the"
              + " option out",
          null);
    }
  }

  private static RunConfig job(Source.Table source, List<ColumnLook> data, BadRows badRows) {
    // The default of plain numbers maps columns by others.
    boolean many = data.size() + source.context().size() > 1;
    Architecture flow =
        many && data.stream().allMatch(ColumnLook::plain)
            ? TableDefaults.flow(source)
            : Tabular.defaults();
    return new RunConfig(
        source,
        badRows,
        Optional.empty(),
        new HeldOut(TEST_SHARE, ""),
        OptionalLong.empty(),
        Scaling.MOMENTS,
        flow,
        TrainingKeys.defaults(),
        RunConfig.Checkpoints.defaults(),
        0,
        RunConfig.ExchangeKind.AUTO,
        "models/" + name(source),
        "");
  }

  /** A folder's name of letters, digits and hyphens, from that of the table. */
  private static String name(Source.Table source) {
    String last =
        source.path().isEmpty()
            ? source.table().replaceFirst(".*\\.", "")
            : source
                .path()
                .replaceFirst("/+$", "")
                .replaceFirst(".*/", "")
                .replaceFirst("\\.[.\\w]*$", "");
    String plain =
        last.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
    return plain.isEmpty() ? "first" : plain;
  }

  private static List<String> names(List<ColumnLook> columns) {
    return columns.stream().map(ColumnLook::name).toList();
  }

  /** What each column is taken as, by its name. */
  Map<String, ColumnLook> looks() {
    return look.columns().stream()
        .collect(
            Collectors.toMap(ColumnLook::name, column -> column, (one, two) -> one, TreeMap::new));
  }
}
