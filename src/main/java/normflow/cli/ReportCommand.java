package normflow.cli;

import java.util.concurrent.Callable;
import normflow.config.ConfigException;
import normflow.distributed.Storage;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: the page of a model. */
@Command(
    name = "report",
    description = "Writes a self-contained HTML page about a model, and its pictures as PNG.")
final class ReportCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of the page; report/ in the model folder by default.")
  private String output;

  @Option(names = "--overwrite", description = "Replace files of the folder.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Path target =
        output == null ? new Path(Storage.path(model.path), "report") : Storage.path(output);
    model.load(Sessions.storage());
    if (!overwrite && Sessions.storage().exists(target)) {
      throw new ConfigException(
          "output = " + target + ": exists; choose another folder, or give --overwrite", null);
    }
    SparkSession session = Sessions.open("report");
    try (PieceProgress pieces = console.pieces("report", ModelReport.PIECES)) {
      String page = ModelReport.write(session, model.path, target, pieces);
      console.done(new Done.Written(page), page + System.lineSeparator());
    }
    return 0;
  }
}
