package normflow.cli;

import java.util.List;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.TableOptions;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.page.advice.FirstJob;
import normflow.page.advice.JobFile;
import normflow.spark.ShortJob;
import normflow.spark.table.Survey;
import normflow.storage.Storage;
import normflow.text.Numbers;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code init}: a table in, a job file out. */
@Command(
    name = "init",
    description = {
      "Writes a job file for a table, to train and to change.",
      "It says which columns are taken as what, which are left out and why, and has a",
      "flow, rows of a step and steps that suit the table."
    })
final class InitCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "The table by its path, as by --data.")
  private String place = "";

  @Mixin private TableOptions table;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "Columns to take; by default all of which a density makes sense.")
  private List<String> columns = List.of(Survey.ALL);

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "NAME",
      description =
          "A column whose density given the others is due; may be repeated. By default the density"
              + " is that of all columns together.")
  private List<String> targets = List.of();

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "The job file; ${DEFAULT-VALUE} by default.")
  private String output = "job.yaml";

  @Option(names = "--overwrite", description = "Replace the job file if it exists.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    table.takes("TABLE", place);
    Storage storage = GivenFiles.storage();
    Source.Table source = table.source(storage, columns, List.of());
    Path file = GivenFiles.given(output);
    if (!overwrite && storage.exists(file)) {
      throw new ConfigException(
          "--output = " + storage.named(file) + ": exists; give another path, or --overwrite",
          null);
    }
    SparkSession session =
        Sessions.open(
            console, "init", ShortJob.settings(Sessions.runsTasks(), table.isSmall(storage)));
    FirstJob first =
        console.counted(
            session, "init", () -> FirstJob.of(session, source, targets, table.partitions()));
    storage.write(file, JobFile.of(first));
    console.done(new Done.Begun(output, first.job(), first.leftOut()), summary(first));
    return 0;
  }

  private String summary(FirstJob first) {
    int leftOut = first.leftOut().size();
    return Numbers.format(
        "%s: %d columns of %s%s%nnext: train %s%n",
        output,
        first.look().columns().size() + first.look().leftOut().size() - leftOut,
        table.name(),
        leftOut == 0 ? "" : Numbers.format(", %d left out; it says why", leftOut),
        Shown.argument(output));
  }
}
