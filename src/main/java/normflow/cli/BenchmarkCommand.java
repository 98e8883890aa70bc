package normflow.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import normflow.cli.console.BenchmarkProgress;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.SetOption;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.page.study.BenchmarkPage;
import normflow.spark.output.Existing;
import normflow.spark.output.Input;
import normflow.spark.output.Output;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.study.Trial;
import normflow.study.TrialStore;
import normflow.study.grid.Benchmark;
import normflow.study.grid.Cell;
import normflow.study.grid.Pairs;
import normflow.study.grid.Results;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmark}: every flow on every data set. */
@Command(
    name = "benchmark",
    description = {
      "Trains every flow of a file on every data set, and tests it.",
      "Leaves a model folder for each pair, results.csv, results.md, results.json,",
      "densities.png and index.html. --resume goes on after an interruption, with other",
      "--flows and --data, and tries again what failed."
    })
final class BenchmarkCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG", description = "A YAML file such as conf/benchmark.yaml.")
  private String path;

  @Option(
      names = "--flows",
      split = ",",
      paramLabel = "NAME",
      description = "Flows to train, separated by commas; all by default.")
  private List<String> flows = List.of();

  @Option(
      names = "--data",
      split = ",",
      paramLabel = "NAME",
      description = "Data sets to train on, separated by commas; all by default.")
  private List<String> data = List.of();

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of models and results, in place of the file's.")
  private String output;

  @Option(names = "--overwrite", description = "Train the chosen pairs anew, one after the other.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description = "Keep pairs that are finished and go on with the others, bit for bit.")
  private boolean resume;

  @Option(names = "--list", description = "Print the pairs and how far they are; train nothing.")
  private boolean list;

  @Mixin private SetOption set;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Existing existing = Existing.chosen(overwrite, resume);
    BenchmarkConfig config = config();
    List<Trial> pairs = Pairs.of(config, list ? data : Pairs.present(config, data), flows);
    TrialStore<Cell> store = Benchmark.store(Output.resumed(GivenFiles.storage(), config.output()));
    if (list) {
      print(store, pairs);
      return 0;
    }
    Pairs.requireVariables(path, config, pairs);
    check(config, pairs, existing);
    if (existing == Existing.RESUME) {
      store.requireUnchanged(pairs);
    }
    BenchmarkProgress progress =
        new BenchmarkProgress(console.ticker(), pairs, Pairs.leftOut(config, data));
    Results results =
        new Benchmark(
                Sessions.open(console, "benchmark " + path),
                config,
                new BenchmarkPage(config),
                progress)
            .run(pairs, existing);
    return summarise(config, pairs, results);
  }

  private void check(BenchmarkConfig config, List<Trial> pairs, Existing existing) {
    Set<Input> inputs = new LinkedHashSet<>();
    if (existing != Existing.RESUME) {
      inputs.add(new Input("the configuration", path));
    }
    pairs.forEach(pair -> inputs.addAll(Input.of(pair.job())));
    Storage storage = GivenFiles.storage();
    Output.check(storage, config.output(), existing, List.copyOf(inputs));
    Output.announcement(storage, config.output(), existing).ifPresent(console.ticker()::note);
  }

  private BenchmarkConfig config() {
    BenchmarkConfig config = GivenFiles.yaml(path, BenchmarkConfig.class, set.changes());
    return output == null ? config : ConfigException.unlessRefused(() -> config.withOutput(output));
  }

  private void print(TrialStore<Cell> store, List<Trial> pairs) {
    Map<String, String> states = new LinkedHashMap<>();
    for (Trial pair : pairs) {
      states.put(pair.name(), store.state(pair).name().toLowerCase(Locale.ROOT));
    }
    StringBuilder text = new StringBuilder();
    states.forEach((name, state) -> text.append(Numbers.format("%-40s%s%n", name, state)));
    console.answer(new Done.Listed(states), text.toString());
  }

  private int summarise(BenchmarkConfig config, List<Trial> pairs, Results results) {
    List<Cell> failed =
        pairs.stream().flatMap(pair -> results.cell(pair).stream()).filter(Cell::failed).toList();
    String page = new Path(StoragePath.of(config.output()), "index.html").toString();
    console.done(
        new Done.Benchmarked(page, results.cells()),
        Numbers.format(
                "results          %s%n", new Path(StoragePath.of(config.output()), "results.md"))
            + Numbers.format("page             %s%n", page));
    failed.forEach(cell -> console.error(cell.data() + "/" + cell.flow() + ": " + cell.error()));
    return failed.isEmpty() ? 0 : 1;
  }
}
