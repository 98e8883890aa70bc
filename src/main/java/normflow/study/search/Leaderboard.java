package normflow.study.search;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.study.ResultTable;
import normflow.study.Setting;
import normflow.study.Trial;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Measured.Spread;
import normflow.study.search.TrialResult.Status;
import org.apache.spark.sql.types.DataTypes;

/**
 * Trials in order: those trained to the end by the likelihood of the validation rows, then those
 * that came less far, last those that failed; ties to the lower number.
 *
 * @param axes paths of all keys that trials have values of
 * @param rows from the best on
 * @param trials number of all trials, those that have not begun too
 * @param together the model that is the mean of the best, if that is asked for
 */
public record Leaderboard(
    List<String> axes, List<Row> rows, int trials, Optional<BestTogether> together) {

  /** A trial and how far it has come. */
  public record Row(Trial trial, TrialResult result) {}

  private static final Comparator<Row> ORDER =
      Comparator.<Row, Status>comparing(row -> row.result().status())
          .thenComparing(row -> -row.result().rungs().size())
          .thenComparingDouble(row -> row.result().validationNll().orElse(Double.MAX_VALUE))
          .thenComparingInt(row -> row.trial().number());

  public Leaderboard {
    axes = List.copyOf(axes);
    rows = List.copyOf(rows);
  }

  /** What there is of trials, in order. */
  public static Leaderboard of(Trials trials, Collection<TrialResult> results) {
    Map<Integer, Trial> byNumber = trials.byNumber();
    List<Row> rows =
        results.stream()
            .filter(result -> !result.isBegun())
            .map(result -> new Row(byNumber.get(result.trial()), result))
            .sorted(ORDER)
            .toList();
    return new Leaderboard(trials.axes(), rows, trials.planned(), Optional.empty());
  }

  /** The same, with the mean of its best. */
  Leaderboard with(Optional<BestTogether> mean) {
    return new Leaderboard(axes, rows, trials, mean);
  }

  /** The best of those that were trained to the end. */
  public Optional<Row> best() {
    return rows.stream().filter(row -> row.result().status() == Status.FINISHED).findFirst();
  }

  /** The last words of the paths, as far as they tell them apart, in the order of the axes. */
  public List<String> shortNames() {
    List<String> last =
        axes.stream().map(path -> path.substring(path.lastIndexOf('.') + 1)).toList();
    return IntStream.range(0, axes.size())
        .mapToObj(i -> Collections.frequency(last, last.get(i)) == 1 ? last.get(i) : axes.get(i))
        .toList();
  }

  /** A trial by the short names, such as {@code flow = nsf, seed = 1}. */
  public String brief(Trial trial) {
    List<String> names = shortNames();
    return axes.stream()
        .filter(trial.settings()::containsKey)
        .map(path -> names.get(axes.indexOf(path)) + " = " + trial.settings().get(path).text())
        .collect(Collectors.joining(", "));
  }

  /** How many stand like this. */
  public long count(Status status) {
    return rows.stream().filter(row -> row.result().status() == status).count();
  }

  /**
   * The leaderboard as a table of files. All columns but {@code seconds} are the same whenever the
   * sweep is run.
   */
  ResultTable<Row> table() {
    ResultTable<Row> table =
        new ResultTable<>(rows)
            .with("rank", DataTypes.IntegerType, row -> rows.indexOf(row) + 1)
            .with("trial", DataTypes.IntegerType, row -> row.trial().number());
    axes.forEach(path -> addAxis(table, path));
    addResults(table);
    if (rows.stream().anyMatch(row -> repeats(row).isPresent())) {
      table
          .with(
              "repeats", DataTypes.IntegerType, row -> repeats(row).map(Spread::count).orElse(null))
          .with(
              "validation_repeats_standard_error",
              DataTypes.DoubleType,
              row -> repeats(row).map(Spread::validationStandardError).orElse(null))
          .with(
              "test_repeats_standard_error",
              DataTypes.DoubleType,
              row -> repeats(row).map(Spread::testStandardError).orElse(null));
    }
    return table
        .text("error", row -> row.result().error())
        .with("seconds", DataTypes.DoubleType, row -> row.result().seconds());
  }

  private static Optional<Spread> repeats(Row row) {
    return row.result().measured().flatMap(Measured::repeats);
  }

  private static void addResults(ResultTable<Row> table) {
    table
        .text("status", row -> row.result().status().name().toLowerCase(Locale.ROOT))
        .with("rungs", DataTypes.IntegerType, row -> row.result().rungs().size())
        .with("validation_nll", DataTypes.DoubleType, row -> row.result().validationNll())
        .with(
            "validation_standard_error",
            DataTypes.DoubleType,
            measured(Measured::validationStandardError))
        .with("test_nll", DataTypes.DoubleType, measured(Measured::testNll))
        .with("test_standard_error", DataTypes.DoubleType, measured(Measured::testStandardError))
        .with("gap", DataTypes.DoubleType, measured(Measured::gap))
        .with("gap_standard_error", DataTypes.DoubleType, measured(Measured::gapStandardError))
        .text("better_than", reference(Reference::name))
        .with("better_by", DataTypes.DoubleType, reference(Reference::difference))
        .with("better_by_standard_error", DataTypes.DoubleType, reference(Reference::standardError))
        .with("parameters", DataTypes.IntegerType, measured(Measured::parameters))
        .with("steps", DataTypes.LongType, row -> row.result().steps().orElse(0L))
        .with("best_step", DataTypes.LongType, measured(Measured::bestStep))
        .text("parameters_sha256", measured(Measured::parametersSha256));
  }

  /** Numbers where all trials have one or nothing. */
  private void addAxis(ResultTable<Row> table, String path) {
    Setting none = new Setting("", OptionalDouble.empty());
    Function<Row, Setting> setting = row -> row.trial().settings().getOrDefault(path, none);
    if (rows.stream().map(setting).allMatch(s -> s.equals(none) || s.number().isPresent())) {
      table.with(path, DataTypes.DoubleType, row -> setting.apply(row).number());
    } else {
      table.text(path, row -> setting.apply(row).text());
    }
  }

  private static Function<Row, Object> reference(Function<Reference, Object> value) {
    return measured(m -> m.reference().map(value).orElse(null));
  }

  private static Function<Row, Object> measured(Function<Measured, Object> value) {
    return row -> row.result().measured().map(value).orElse(null);
  }
}
