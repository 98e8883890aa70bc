package normflow.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.PieceProgress;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.OutputOptions;
import normflow.codec.ConfigException;
import normflow.published.BenchmarkFiles;
import normflow.published.PreparedTables;
import normflow.published.PublishedTable;
import normflow.spark.output.Input;
import normflow.spark.output.TableFiles;
import normflow.text.Numbers;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prepare}: from the files of a published benchmark to the tables that papers train on. */
@Command(
    name = "prepare",
    description = {
      "Prepares a published benchmark table as papers about flows do.",
      "It is POWER, GAS, HEPMASS, MINIBOONE or BSDS300, from the files of Papamakarios",
      "et al. (2017). Leaves the Parquet tables train, validation and test. Nothing is",
      "downloaded."
    })
final class PrepareCommand implements Callable<Integer> {

  /** As shells complete them. */
  static final class DatasetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return PublishedTable.keys().iterator();
    }
  }

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      completionCandidates = DatasetNames.class,
      description = "power, gas, hepmass, miniboone or bsds300.")
  private String dataset;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "The published file, or a folder that has it, on any of Hadoop's file systems.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "Folder of the three tables, on any of Hadoop's file systems.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the tables if they exist.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    if (input.isBlank() || output.isBlank()) {
      throw new ConfigException("--input and --output must not be empty: name files", null);
    }
    PublishedTable benchmark = ConfigException.unlessRefused(() -> PublishedTable.named(dataset));
    BenchmarkFiles files =
        ConfigException.unlessRefused(
            () -> BenchmarkFiles.find(benchmark, GivenFiles.hadoop(), input));
    List<Input> inputs =
        files.paths().stream().map(file -> new Input("--input", file.toString())).toList();
    OutputOptions.check(GivenFiles.storage(), output, overwrite, inputs);
    SparkSession session = Sessions.open(console, "prepare " + benchmark.key());
    long started = System.nanoTime();
    PreparedTables prepared;
    try (PieceProgress pieces = console.pieces("prepare", 2)) {
      pieces.next("reading " + input);
      prepared = ConfigException.unlessRefused(() -> PreparedTables.read(session, files));
      pieces.next("writing " + output);
      new TableFiles(output, "parquet", overwrite, List.of()).write(prepared.tables(session));
    }
    double seconds = (System.nanoTime() - started) * 1e-9;
    console.done(
        new Done.Prepared(
            benchmark.key(),
            output,
            prepared.rows(),
            benchmark.dim(),
            prepared.asPublished(),
            seconds),
        text(benchmark, prepared, seconds));
    return 0;
  }

  private String text(PublishedTable benchmark, PreparedTables prepared, double seconds) {
    String text =
        Numbers.format(
            "%s in %s: %s rows of %d columns (%.1f s)%n",
            benchmark.key(), output, rows(prepared.rows()), benchmark.dim(), seconds);
    return prepared.asPublished()
        ? text
        : text
            + Numbers.format(
                "warning: the published tables have %s rows; results do not compare%n",
                rows(benchmark.rows()));
  }

  private static String rows(List<Long> rows) {
    return Numbers.format(
        "%,d training, %,d validation, %,d test", rows.get(0), rows.get(1), rows.get(2));
  }
}
