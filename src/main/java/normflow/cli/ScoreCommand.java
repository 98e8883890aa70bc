package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.InputOptions;
import normflow.cli.option.ModelOption;
import normflow.cli.option.OutputOptions;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.spark.SessionStorage;
import normflow.spark.ShortJob;
import normflow.spark.output.Input;
import normflow.spark.score.Anomaly;
import normflow.spark.score.Explainer;
import normflow.spark.score.Outlook;
import normflow.spark.score.Predictor;
import normflow.spark.score.Rank;
import normflow.spark.score.Scorer;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Intake;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import normflow.spark.work.HeadStart;
import normflow.store.ModelStore;
import normflow.store.TrainedDensities;
import normflow.text.Numbers;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code score}: a table in, the same table with log-densities out. */
@Command(
    name = "score",
    description = {"Adds a model's log-density to every row of a table.", "All columns are kept."})
final class ScoreCommand implements Callable<Integer> {

  @Mixin private ModelOption model;
  @Mixin private InputOptions input;
  @Mixin private OutputOptions output;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "log_density",
      description = "Name of the new column; ${DEFAULT-VALUE} by default.")
  private String column;

  @Option(
      names = "--rank",
      description =
          "Add rank too: the share of the model's own draws that are less likely, .001 for one of"
              + " the thousand least usual rows.")
  private boolean rank;

  @Option(
      names = "--anomaly",
      paramLabel = "SHARE",
      description =
          "Add is_anomaly too: whether the log-density is below that of this share of the training"
              + " rows, such as 0.01.")
  private Double anomaly;

  @Option(
      names = "--contributions",
      description =
          "Add what each column contributes to the log-density too, such as x_contribution: the"
              + " least ones say why a row is unusual. Takes 16 scores a row and column.")
  private boolean contributions;

  @Option(
      names = "--quantiles",
      split = ",",
      paramLabel = "P",
      description =
          "Of a model of one column given others: add its quantiles, such as 0.05,0.5,0.95 in"
              + " y_q5, y_q50, y_q95. A table without the column gets no log-density.")
  private List<Double> quantiles = List.of();

  @Option(
      names = "--moments",
      description =
          "Of a model of one column given others: add its mean and standard deviation, y_mean and"
              + " y_sd.")
  private boolean moments;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Outlook outlook = ConfigException.unlessRefused(() -> new Outlook(moments, quantiles));
    Model loaded = model.load(GivenFiles.storage());
    if (rank) {
      Rank.require(loaded.contextColumns());
    }
    if (contributions) {
      Explainer.require(loaded.dataColumns());
    }
    if (!outlook.isEmpty()) {
      Predictor.require(loaded, outlook);
    }
    OptionalDouble threshold = threshold();
    output.check(GivenFiles.storage(), input.inputs(Input.model(model.folder().toString())));
    HeadStart.begin(loaded, outlook.isEmpty() ? Task.LOG_DENSITY : Task.DATA);
    boolean small = input.table().isSmall(GivenFiles.storage());
    SparkSession session =
        Sessions.open(console, "score", ShortJob.settings(Sessions.runsTasks(), small));
    output.check(session);
    List<String> added = new ArrayList<>();
    Dataset<Row> rows = scored(session, loaded, outlook, threshold, added);
    long started = System.nanoTime();
    console.counted(session, "score", () -> output.write(rows));
    double seconds = (System.nanoTime() - started) * 1e-9;
    String columns = String.join(", ", added);
    console.done(
        new Done.Scored(input.table().name(), columns, output.name(), output.format(), seconds),
        Numbers.format(
            "%s with %s in %s (%.1f s)%n", input.table().name(), columns, output.name(), seconds));
    return 0;
  }

  /** What the log-density of an anomaly is below, if that is asked for. */
  private OptionalDouble threshold() {
    if (anomaly == null) {
      return OptionalDouble.empty();
    }
    Anomaly.require(anomaly);
    TrainedDensities densities =
        Anomaly.densities(new ModelStore(GivenFiles.storage()), model.folder());
    double threshold = densities.quantile(anomaly);
    console
        .ticker()
        .note(
            Numbers.format(
                "anomalies have log-densities below %s, as a share of %s of %,d training rows has",
                Numbers.nats(threshold), anomaly, densities.rows()));
    return OptionalDouble.of(threshold);
  }

  /**
   * The rows with the new columns behind them.
   *
   * @param added filled with the names of these
   */
  private Dataset<Row> scored(
      SparkSession session,
      Model loaded,
      Outlook outlook,
      OptionalDouble threshold,
      List<String> added) {
    Source.Table source = input.source(loaded, SessionStorage.of(session));
    Unscorable unscorable = Unscorable.like(input.badRows());
    if (outlook.isEmpty()) {
      Table table = input.table().open(session, source, Intake.of(loaded));
      return withDensity(table, loaded, unscorable, threshold, added);
    }
    Predictor predictor = new Predictor(loaded, outlook);
    Table given = Table.open(session, source.contexts(), input.table().partitions());
    String known = source.columns().get(0);
    Dataset<Row> rows;
    if (NumericColumns.isIn(given.rows().schema(), known)) {
      Table table = input.table().open(session, source, Intake.of(loaded));
      rows = withDensity(table, loaded, unscorable, threshold, added);
    } else if (threshold.isPresent()) {
      throw new ConfigException(
          "the table has no column " + known + ": --anomaly is of rows with a log-density", null);
    } else {
      console.ticker().note("the table has no column " + known + ": it gets no log-density");
      rows = input.table().shared(given).rows();
    }
    added.addAll(predictor.columns());
    return predictor.predict(given.over(rows), unscorable);
  }

  private Dataset<Row> withDensity(
      Table table,
      Model loaded,
      Unscorable unscorable,
      OptionalDouble threshold,
      List<String> added) {
    Dataset<Row> rows = new Scorer(loaded, false).score(table, List.of(column), unscorable);
    added.add(column);
    if (contributions) {
      added.addAll(Explainer.columns(loaded));
      rows = new Explainer(loaded).explain(table.over(rows), unscorable);
    }
    if (threshold.isPresent()) {
      added.add(Anomaly.COLUMN);
      rows = Anomaly.behind(rows, column, threshold.getAsDouble());
    }
    if (rank) {
      added.add(Rank.COLUMN);
      rows = new Rank(loaded, Rank.DRAWS).behind(rows, column, Rank.COLUMN);
    }
    return rows;
  }
}
