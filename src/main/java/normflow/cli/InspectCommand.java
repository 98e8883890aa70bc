package normflow.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.FlowText;
import normflow.cli.console.LookText;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.density.Density;
import normflow.flow.Flow;
import normflow.spark.ShortJob;
import normflow.spark.rows.TableLook;
import normflow.spark.table.Survey;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a model, a job file or a table consists of. */
@Command(
    name = "inspect",
    description = {
      "Prints layers, shapes and parameter counts of a model folder or a job file; of a table what its",
      "columns hold, what is odd about them, and a job to begin with."
    })
final class InspectCommand implements Callable<Integer> {

  private static final long ROWS = 10_000;

  /** Parts that files are cut into at least. */
  private static final int PARTITIONS = 8;

  @Parameters(paramLabel = "PATH", description = "A model folder, a job file or a table.")
  private String path;

  @Option(
      names = "--dim",
      paramLabel = "N",
      description = "Columns of the rows, where a job file leaves it to a vector column.")
  private Integer dim;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Training rows, by which a job file that leaves out the widths of networks gets them;"
              + " those of a generated density, else 10,000 by default.")
  private Long rows;

  @Option(names = "--weights", description = "Name every weight.")
  private boolean weights;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "That it is a table, and the name of its Spark data source; else both are guessed.")
  private String format = "";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the data source; may be repeated.")
  private Map<String, String> options = Map.of();

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "Columns of a table to look at; all by default.")
  private List<String> columns = List.of();

  @Mixin private Console console;

  @Override
  public Integer call() {
    Storage storage = Sessions.storage();
    boolean job = path.endsWith(".yaml") || path.endsWith(".yml");
    boolean model = storage.list(Sessions.given(path)).contains(ModelStore.FLOW);
    String source = !format.isEmpty() || job || model ? format : InputOptions.known(storage, path);
    if (!source.isEmpty()) {
      look(source);
      return 0;
    }
    Flow flow = job ? ofConfig() : new ModelStore(storage).load(Sessions.given(path)).flow();
    console.answer(Done.Inspected.of(flow), FlowText.of(flow, weights));
    return 0;
  }

  private void look(String source) {
    boolean small = ShortJob.isSmall(Sessions.storage(), path);
    SparkSession session =
        Sessions.open(console, "inspect", ShortJob.settings(Sessions.runsTasks(), small));
    TableLook look =
        console.counted(
            session,
            "inspect",
            () -> TableLook.of(Survey.of(session, source, path, options, columns, PARTITIONS)));
    console.answer(new Done.Looked(path, source, look), LookText.of(look, source, path));
  }

  private Flow ofConfig() {
    RunConfig config = Sessions.yaml(path, RunConfig.class);
    int columns = dim == null ? columns(config.data()) : dim;
    int context = config.data().context().size();
    return ConfigException.unlessRefused(
        () -> {
          long count =
              rows == null ? config.data().match(table -> ROWS, Source.Generated::rows) : rows;
          TableDefaults defaults =
              TableDefaults.of(count, columns + context, true, config.training());
          Flow flow = config.settled(defaults).flow().flow(columns, context);
          flow.layout();
          return flow;
        });
  }

  private static int columns(Source source) {
    return source.match(
        InspectCommand::columns,
        generated -> generated.knownDensity().map(Density::dim).orElseThrow());
  }

  private static int columns(Source.Table table) {
    if (table.columns().size() == 1) {
      throw new ConfigException(
          "column " + table.columns().get(0) + " may hold vectors: give --dim", null);
    }
    return table.columns().size();
  }
}
