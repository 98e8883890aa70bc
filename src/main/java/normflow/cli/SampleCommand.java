package normflow.cli;

import java.util.concurrent.Callable;
import normflow.config.ConfigException;
import normflow.distributed.Sampler;
import normflow.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sample}: draws rows from a model. */
@Command(
    name = "sample",
    description = "Draws rows from a model, in the units of the table that it was trained on.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(names = "--rows", required = true, paramLabel = "N", description = "How many.")
  private long rows;

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

  @Override
  public Integer call() {
    if (rows < 1 || partitions < 1) {
      throw new ConfigException(
          "--rows = " + rows + ", --partitions = " + partitions + ": must be at least 1", null);
    }
    Model loaded = model.load(Sessions.storage());
    output.check(Sessions.storage());
    long started = System.nanoTime();
    output.write(Sampler.sample(Sessions.open("sample"), loaded, rows, seed, partitions));
    System.out.printf(
        "%,d rows in %s (%.1f s)%n", rows, output.path, (System.nanoTime() - started) * 1e-9);
    return 0;
  }
}
