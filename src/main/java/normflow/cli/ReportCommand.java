package normflow.cli;

import java.util.concurrent.Callable;
import normflow.config.ConfigException;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: the page of a model. */
@Command(
    name = "report",
    description = "Writes a self-contained HTML page about a model, and its pictures as PNG.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of the page; report/ in the model folder by default.")
  private String output;

  @Option(names = "--overwrite", description = "Replace files of the folder.")
  private boolean overwrite;

  @Override
  public Integer call() {
    Path target = output == null ? new Path(model.path, "report") : new Path(output);
    model.load(Sessions.storage());
    if (!overwrite && Sessions.storage().exists(target)) {
      throw new ConfigException(
          "output = " + target + ": exists; choose another folder, or give --overwrite", null);
    }
    System.out.println(ModelReport.write(Sessions.open("report"), model.path, target));
    return 0;
  }
}
