package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.PieceProgress;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.OutputOptions;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.page.ComparisonPage;
import normflow.page.ReportedModel;
import normflow.spark.output.Input;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: several models on one page. */
@Command(
    name = "compare",
    description = "Writes a self-contained page that puts models side by side.")
final class CompareCommand implements Callable<Integer> {

  @Parameters(arity = "2..*", paramLabel = "MODEL", description = "Folders of trained models.")
  private List<String> folders;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "Folder of the page and its pictures.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the page if it exists.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Storage storage = GivenFiles.storage();
    List<Path> models = folders.stream().map(GivenFiles::given).toList();
    List<Input> inputs = new ArrayList<>();
    Model first = new ModelStore(storage).load(models.get(0));
    for (Path model : models) {
      requireColumns(first, new ModelStore(storage).load(model), model);
      inputs.addAll(ReportedModel.inputs(storage, model.toString()));
    }
    OutputOptions.check(storage, output, overwrite, inputs);
    SparkSession session = Sessions.open(console, "compare");
    try (PieceProgress pieces = console.pieces("compare", ComparisonPage.pieces(folders.size()))) {
      String page = new ComparisonPage(session, models).write(output, overwrite, pieces::next);
      console.done(new Done.Written(page), page + System.lineSeparator());
    }
    return 0;
  }

  private void requireColumns(Model first, Model other, Path folder) {
    if (!atoms(other).equals(atoms(first))) {
      throw new ConfigException(
          Numbers.format(
              "one of %s and %s gives a probability to values to which the other gives a density:"
                  + " such likelihoods do not compare",
              folder, folders.get(0)),
          null);
    }
    if (!columns(other).equals(columns(first))) {
      throw new ConfigException(
          Numbers.format(
              "%s is a density of %s, and %s of %s: likelihoods of different columns do not compare",
              folder, columns(other), folders.get(0), columns(first)),
          null);
    }
  }

  /** The values of each column that have a probability; of columns without any nothing. */
  private static List<List<Double>> atoms(Model model) {
    return model.standardization().hasAtoms()
        ? model.standardization().types().stream()
            .map(type -> IntStream.range(0, type.count()).mapToObj(type::value).toList())
            .toList()
        : List.of();
  }

  /** Such as {@code y given x0, x1}. */
  private static String columns(Model model) {
    List<String> context = model.contextColumns();
    return String.join(", ", model.dataColumns())
        + (context.isEmpty() ? "" : " given " + String.join(", ", context));
  }
}
