package normflow.cli;

import java.util.ArrayList;
import java.util.List;
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
import normflow.spark.ShortJob;
import normflow.spark.output.Input;
import normflow.spark.score.Given;
import normflow.spark.score.Sampler;
import normflow.spark.table.Table;
import normflow.spark.work.HeadStart;
import normflow.text.Numbers;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sample}: draws rows from a model. */
@Command(
    name = "sample",
    description = "Draws rows from a model, in the units of its training table.")
final class SampleCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(
      names = "--rows",
      required = true,
      paramLabel = "N",
      description = "How many; given contexts, how many for each of them.")
  private long rows;

  @Option(
      names = "--contexts",
      paramLabel = "PATH",
      description =
          "Of a conditional model: a table with the columns that it is given. The result has the"
              + " draws and their contexts.")
  private String contexts = "";

  @Option(
      names = "--contexts-format",
      paramLabel = "FORMAT",
      description = "Name of a Spark data source; by default guessed from the path.")
  private String contextsFormat = "";

  @Option(
      names = "--given",
      paramLabel = "COLUMN=VALUE",
      split = ",(?=[^,=]*=)",
      splitSynopsisLabel = ",",
      description =
          "Of a tabular flow: what the first column, or the first ones, hold in all rows; the others"
              + " are drawn given that. Nothing behind the = is a null.")
  private List<String> given = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The rows are a function of it; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Files that are written, one task each; ${DEFAULT-VALUE} by default.")
  private int partitions;

  @Mixin private OutputOptions output;
  @Mixin private Console console;

  @Override
  public Integer call() {
    if (rows < 1 || partitions < 1) {
      throw new ConfigException(
          "--rows = " + rows + ", --partitions = " + partitions + ": must be at least 1", null);
    }
    Model loaded = model.load(GivenFiles.storage());
    if (contexts.isEmpty() != (loaded.flow().context() == 0)) {
      throw new ConfigException(
          contexts.isEmpty()
              ? "the model is conditioned on "
                  + String.join(", ", loaded.contextColumns())
                  + ": give a table of contexts with --contexts"
              : "--contexts = "
                  + contexts
                  + ": the model is not conditioned on anything; leave it out",
          null);
    }
    Given conditions = Given.of(loaded, given);
    List<Input> inputs = new ArrayList<>(List.of(Input.model(model.folder().toString())));
    if (!contexts.isEmpty()) {
      inputs.add(new Input("--contexts", contexts));
    }
    output.check(GivenFiles.storage(), inputs);
    long started = System.nanoTime();
    HeadStart.begin(conditions.model(), Task.DATA);
    boolean small = contexts.isEmpty() && ShortJob.isSmall(rows, loaded.columns().size());
    SparkSession session =
        Sessions.open(console, "sample", ShortJob.settings(Sessions.runsTasks(), small));
    output.check(session);
    console.counted(session, "sample", () -> output.write(drawn(session, conditions)));
    double seconds = (System.nanoTime() - started) * 1e-9;
    console.done(
        new Done.Sampled(rows, contexts, given, seed, output.name(), output.format(), seconds),
        Numbers.format(
            "%,d rows%s in %s (%.1f s)%n",
            rows, contexts.isEmpty() ? "" : " for each context", output.name(), seconds));
    return 0;
  }

  private Dataset<Row> drawn(SparkSession session, Given conditions) {
    if (contexts.isEmpty()) {
      return Sampler.sample(session, conditions, rows, seed, partitions);
    }
    Source.Table source =
        InputOptions.contexts(conditions.model(), GivenFiles.storage(), contexts, contextsFormat);
    Table table = Table.open(session, source, partitions);
    return Sampler.sample(conditions, table, Math.toIntExact(rows), seed);
  }
}
