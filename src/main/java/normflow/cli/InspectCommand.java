package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.density.Density;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import normflow.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a model or a job file consists of. */
@Command(
    name = "inspect",
    description = "Prints layers, shapes and parameter counts of a model folder or a job file.")
final class InspectCommand implements Callable<Integer> {

  private static final long ROWS = 10_000;

  @Parameters(paramLabel = "PATH", description = "A model folder or a job file.")
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

  @Mixin private Console console;

  @Override
  public Integer call() {
    Storage storage = Sessions.storage();
    Flow flow =
        path.endsWith(".yaml") || path.endsWith(".yml")
            ? ofConfig()
            : new ModelStore(storage).load(Sessions.given(path)).flow();
    console.answer(Done.Inspected.of(flow), describe(flow, weights));
    return 0;
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

  static String describe(Flow flow, boolean allWeights) {
    ParameterLayout layout = flow.layout();
    StringBuilder text = new StringBuilder();
    text.append(
        Numbers.format(
            "flow of %d columns%s: %d layers, %,d trained parameters, %,d statistics%n",
            flow.dim(),
            flow.context() == 0 ? "" : ", given " + flow.context(),
            flow.layers().size(),
            layout.trainedSize(),
            layout.size() - layout.trainedSize()));
    for (int i = 0; i < flow.layers().size(); i++) {
      List<String> shapes = new ArrayList<>();
      int trained = 0;
      for (Weight weight : flow.layers().get(i).weights(flow.dim(), flow.context())) {
        trained += weight.role() == Weight.Role.TRAINED ? weight.size() : 0;
        shapes.add(
            Numbers.format(
                "    %-28s %-12s %s%n",
                Flow.prefix(i) + "." + weight.name(),
                weight.shape(),
                weight.role().name().toLowerCase(Locale.ROOT)));
      }
      text.append(
          Numbers.format("%4d  %,9d  %s%n", i, trained, Codec.jsonLine(flow.layers().get(i))));
      if (allWeights) {
        shapes.forEach(text::append);
      }
    }
    return text.toString();
  }
}
