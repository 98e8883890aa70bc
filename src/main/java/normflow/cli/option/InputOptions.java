package normflow.cli.option;

import java.util.List;
import java.util.Map;
import normflow.config.BadRows;
import normflow.config.Source;
import normflow.model.Model;
import normflow.spark.output.Input;
import normflow.storage.Storage;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A table to read by a model. */
public final class InputOptions {

  @Mixin private TableOptions table = new TableOptions();

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description =
          "Numeric columns in the order of the model's, or one vector column; by default the"
              + " names that the model was trained on.")
  private List<String> columns = List.of();

  @Option(
      names = "--context",
      split = ",",
      paramLabel = "NAME",
      description =
          "Numeric columns that a conditional model is given, in the order of the model's; by"
              + " default the names that it was trained with.")
  private List<String> context = List.of();

  @Option(
      names = "--bad-rows",
      defaultValue = "FAIL",
      description =
          "What happens to rows with a null, a NaN or an infinity: ${COMPLETION-CANDIDATES}."
              + " FAIL by default.")
  private BadRows badRows;

  public TableOptions table() {
    return table;
  }

  public BadRows badRows() {
    return badRows;
  }

  /** The table as a source with the model's columns unless others are named. */
  public Source.Table source(Model model, Storage storage) {
    return table.source(
        storage,
        columns.isEmpty() ? model.dataColumns() : columns,
        context.isEmpty() ? model.contextColumns() : context);
  }

  /** What is read: that, and the files of the table. */
  public List<Input> inputs(Input other) {
    return table.path().isEmpty()
        ? List.of(other)
        : List.of(other, new Input("--data", table.path()));
  }

  /** The context columns of a model in another table. */
  public static Source.Table contexts(Model model, Storage storage, String path, String format) {
    return new Source.Table(
        format.isEmpty() ? TableOptions.guess(storage, path) : format,
        path,
        Map.of(),
        model.contextColumns(),
        List.of());
  }
}
