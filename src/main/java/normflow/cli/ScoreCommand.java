package normflow.cli;

import java.util.List;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.model.Model;
import normflow.spark.SessionStorage;
import normflow.spark.job.Input;
import normflow.spark.score.Scorer;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import normflow.text.Numbers;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code score}: a table in, the same table with log-densities out. */
@Command(
    name = "score",
    description = "Adds a model's log-density to every row of a table; all columns are kept.")
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

  @Mixin private Console console;

  @Override
  public Integer call() {
    Model loaded = model.load(Sessions.storage());
    output.check(
        Sessions.storage(),
        List.of(Input.model(model.folder().toString()), new Input("--data", input.path)));
    SparkSession session = Sessions.open(console, "score");
    Table table =
        Table.open(session, input.source(loaded, SessionStorage.of(session)), input.partitions);
    long started = System.nanoTime();
    console.counted(
        session,
        "score",
        () ->
            output.write(
                new Scorer(loaded, false)
                    .score(table, List.of(column), Unscorable.like(input.badRows))));
    double seconds = (System.nanoTime() - started) * 1e-9;
    console.done(
        new Done.Scored(input.path, column, output.path, output.format, seconds),
        Numbers.format("%s with %s in %s (%.1f s)%n", input.path, column, output.path, seconds));
    return 0;
  }
}
