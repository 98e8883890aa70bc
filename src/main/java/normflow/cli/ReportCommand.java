package normflow.cli;

import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.PieceProgress;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.ModelOption;
import normflow.cli.option.OutputOptions;
import normflow.page.ModelReport;
import normflow.page.ReportedModel;
import normflow.spark.output.Output;
import normflow.storage.Storage;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: the page of a model. */
@Command(
    name = "report",
    description = {
      "Writes a page about a model, with its pictures.",
      "The page is self-contained HTML; its pictures lie beside it as PNG."
    })
final class ReportCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of the page; report/ in the model folder by default.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the page if it exists.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    String folder = model.folder().toString();
    String target = output == null ? folder + "/report" : output;
    Storage storage = GivenFiles.storage();
    model.load(storage);
    OutputOptions.check(storage, target, overwrite, ReportedModel.inputs(storage, folder));
    SparkSession session = Sessions.open(console, "report");
    Output.restore(storage, folder, session.sparkContext().applicationId());
    try (PieceProgress pieces = console.pieces("report", ModelReport.PIECES)) {
      String page = ModelReport.write(session, folder, target, overwrite, pieces::next);
      console.done(new Done.Written(page), page + System.lineSeparator());
    }
    return 0;
  }
}
