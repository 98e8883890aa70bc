package normflow.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.FlowText;
import normflow.cli.console.LookText;
import normflow.cli.option.GivenFiles;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.density.Density;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.spark.ShortJob;
import normflow.spark.rows.TableLook;
import normflow.spark.table.Survey;
import normflow.spark.table.TableFormat;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.ModelStore;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a model, a job file or a table consists of. */
@Command(
    name = "inspect",
    description = {
      "Shows what a model, a job file or a table consists of.",
      "Of a model or a job file layers, shapes and parameter counts; of a table what",
      "its columns hold, what is odd about them, and a job to begin with."
    })
final class InspectCommand implements Callable<Integer> {

  private static final long ROWS = 10_000;

  /** Parts that files are cut into at least. */
  private static final int PARTITIONS = 8;

  /** What folders of results have beside tables that are no input. */
  private static final Set<String> RESULTS =
      Set.of("provenance.json", "sweep.yaml", "results.json");

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
    Storage storage = GivenFiles.storage();
    boolean job = path.endsWith(".yaml") || path.endsWith(".yml");
    List<String> there = storage.list(GivenFiles.given(path));
    boolean own =
        storage.exists(new Path(GivenFiles.given(path), ModelStore.FLOW))
            || there.stream().anyMatch(RESULTS::contains);
    if (format.isEmpty() && (job || own)) {
      refuse(!options.isEmpty() || !columns.isEmpty(), "--option and --columns are for tables");
      Flow flow = job ? ofConfig() : new ModelStore(storage).load(GivenFiles.given(path)).flow();
      console.answer(Done.Inspected.of(flow), FlowText.of(flow, weights));
      return 0;
    }
    refuse(
        weights || dim != null || rows != null,
        "--weights, --dim and --rows are for models and job files");
    look(format.isEmpty() ? guessed(storage) : format);
    return 0;
  }

  private void refuse(boolean given, String why) {
    if (given) {
      throw new ConfigException(path + ": " + why + "; leave it out", null);
    }
  }

  private String guessed(Storage storage) {
    Path place = StoragePath.of(path);
    Optional<String> known = TableFormat.known(storage, path);
    if (known.isEmpty() || !storage.matches(place)) {
      throw new ConfigException(
          storage.named(place)
              + ": neither a model, which has a "
              + ModelStore.FLOW
              + ", nor a job file, nor a table by the names of its files; check the path, or name a"
              + " table's data source by --format",
          null);
    }
    return known.get();
  }

  private void look(String source) {
    Source.Table table =
        ConfigException.unlessRefused(
            () ->
                new Source.Table(
                    source,
                    path,
                    options,
                    columns.isEmpty() ? List.of(Survey.ALL) : columns,
                    List.of()));
    boolean small = ShortJob.isSmall(GivenFiles.storage(), path);
    SparkSession session =
        Sessions.open(console, "inspect", ShortJob.settings(Sessions.runsTasks(), small));
    TableLook look =
        console.counted(
            session, "inspect", () -> TableLook.of(Survey.of(session, table, PARTITIONS)));
    console.answer(new Done.Looked(path, source, look), LookText.of(look, table));
  }

  private Flow ofConfig() {
    RunConfig config = GivenFiles.yaml(path, RunConfig.class);
    int columns = dim == null ? columns(config.data()) : dim;
    int context = config.data().context().size();
    return ConfigException.unlessRefused(
        () -> {
          long count =
              rows == null ? config.data().match(table -> ROWS, Source.Generated::rows) : rows;
          TableDefaults defaults =
              TableDefaults.of(count, columns + context, true, config.training());
          List<Architecture> candidates = defaults.candidates(config);
          // Of several that are tried the last one, which has most layers.
          Flow flow = candidates.get(candidates.size() - 1).flow(columns, context);
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
