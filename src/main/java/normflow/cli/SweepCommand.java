package normflow.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.Missing;
import normflow.cli.console.Summary;
import normflow.cli.console.SweepProgress;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.JobTable;
import normflow.cli.option.SetOption;
import normflow.codec.Changes;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.config.RunConfig;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Mode;
import normflow.page.study.EnsembleWords;
import normflow.page.study.SweepPage;
import normflow.spark.output.Existing;
import normflow.spark.output.Input;
import normflow.spark.output.Output;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.study.Pages;
import normflow.study.search.Leaderboard;
import normflow.study.search.Sweep;
import normflow.study.search.SweepFolder;
import normflow.study.search.Trials;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sweep}: many trainings of one kind, and the best of them. */
@Command(
    name = "sweep",
    description = {
      "Trains the trials of a file and leaves the best of them.",
      "A trial is a job with changes. On small data every trial is a task and many run",
      "at a time; on large data one trial after the other takes all partitions. Leaves",
      "trials/, leaderboard.csv and .parquet, best.yaml and index.html. --resume goes",
      "on after an interruption and tries again what failed."
    })
final class SweepCommand implements Callable<Integer> {

  /** Where the paths of the base's keys begin. */
  private static final String BASE = "base.";

  @ArgGroup(multiplicity = "1")
  private Config config;

  /** Where the configuration is. */
  private static final class Config {
    @Parameters(paramLabel = "CONFIG", description = "A YAML file such as conf/sweep-random.yaml.")
    private String path;

    @Option(names = "--config", paramLabel = "CONFIG", description = "The same as an option.")
    private String option;

    String given() {
      return path == null ? option : path;
    }
  }

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of trials and results, in place of the file's.")
  private String output;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Trials at a time where they are tasks; one a core by default.")
  private Integer parallelism;

  @Option(
      names = "--replay",
      paramLabel = "FOLDER",
      description = {
        "A sweep whose search learns (auto, tpe): take its trials in the order in",
        "which they came there, for the same leaderboard."
      })
  private String replayed;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "auto, tasks or cluster, in place of the file's.")
  private Mode mode;

  @Option(names = "--overwrite", description = "Replace the output if it exists.")
  private boolean overwrite;

  @Option(names = "--resume", description = "Keep what is there and go on with the rest.")
  private boolean resume;

  @Option(names = "--list", description = "Print the trials; train nothing.")
  private boolean list;

  @Option(
      names = "--jobs",
      paramLabel = "PATH",
      description =
          "A CSV table of jobs, one a line, in place of axes and search: its header has the dotted"
              + " paths of keys, a column name what each is called.")
  private String jobs;

  @Option(names = "--no-report", description = "Leave out the report of the best model.")
  private boolean noReport;

  @Mixin private SetOption set;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Existing existing = Existing.chosen(overwrite, resume);
    if (parallelism != null && parallelism < 1) {
      throw new ConfigException("--parallelism = " + parallelism + ": must be at least 1", null);
    }
    SweepConfig sweep = config();
    Trials trials = Trials.of(sweep);
    if (list) {
      print(trials);
      return 0;
    }
    trials.all().forEach(trial -> Environment.require(trial.job()));
    check(sweep, trials, existing);
    Missing missing = new Missing(console);
    return Math.max(summarise(sweep, trained(sweep, trials, existing, missing)), missing.status());
  }

  private Leaderboard trained(
      SweepConfig sweep, Trials trials, Existing existing, Missing missing) {
    try (SweepProgress progress = new SweepProgress(console.ticker(), trials)) {
      SparkSession session = Sessions.open(console, "sweep " + config.given());
      progress.preparing();
      return new Sweep(
              session,
              sweep,
              trials,
              Optional.ofNullable(parallelism).orElse(0),
              Optional.ofNullable(replayed),
              pages(session, sweep, missing),
              progress)
          .run(existing);
    }
  }

  private Pages<Leaderboard> pages(SparkSession session, SweepConfig sweep, Missing missing) {
    return new Pages<>() {
      @Override
      public Map<String, byte[]> files(Storage storage, Leaderboard board) {
        String html = new SweepPage(storage, sweep, board).html();
        return Map.of("index.html", html.getBytes(StandardCharsets.UTF_8));
      }

      @Override
      public void best(RunConfig job) {
        if (!noReport) {
          missing.report(session, job);
        }
      }
    };
  }

  private void check(SweepConfig sweep, Trials trials, Existing existing) {
    Storage storage = GivenFiles.storage();
    Set<Input> inputs = new LinkedHashSet<>();
    if (existing != Existing.RESUME) {
      // One that goes on may be told by the file that it has left.
      inputs.add(new Input("the configuration", config.given()));
    }
    trials.all().forEach(trial -> inputs.addAll(Input.of(trial.job())));
    inputs.forEach(input -> input.requireApart(storage, sweep.output()));
    if (existing == Existing.RESUME) {
      SweepFolder.requireSame(Output.resumed(storage, sweep.output()), sweep);
    }
    if (replayed != null) {
      SweepFolder.requireOrder(storage, sweep, replayed);
    }
    Output.check(storage, sweep.output(), existing, List.of());
    Output.announcement(storage, sweep.output(), existing).ifPresent(console.ticker()::note);
  }

  private void print(Trials trials) {
    Map<String, String> changes = new LinkedHashMap<>();
    trials.all().forEach(trial -> changes.put(trial.name(), trial.description()));
    StringBuilder text = new StringBuilder();
    changes.forEach((name, description) -> text.append(name + "  " + description + "\n"));
    int proposed = trials.planned() - changes.size();
    if (proposed > 0) {
      text.append(proposed + " more are proposed when some of these are trained\n");
    }
    console.answer(new Done.Planned(changes, trials.planned(), proposed), text.toString());
  }

  private SweepConfig config() {
    String path = config.given();
    SweepConfig read = read(path, set.changes().without(BASE));
    Map<String, Object> keys =
        read.base() instanceof String base ? GivenFiles.keys("base", base) : read.baseKeys();
    SweepConfig whole = read.withBase(set.changes().within(BASE).on(keys));
    SweepConfig there =
        output == null ? whole : ConfigException.unlessRefused(() -> whole.withOutput(output));
    return mode == null ? there : there.withMode(mode);
  }

  private SweepConfig read(String path, Changes changes) {
    if (jobs == null) {
      return GivenFiles.yaml(path, SweepConfig.class, changes);
    }
    Map<String, Object> keys = new LinkedHashMap<>(GivenFiles.keys("CONFIG", path));
    for (String key : List.of("axes", "search")) {
      if (keys.containsKey(key)) {
        throw new ConfigException(
            path + ": " + key + ": --jobs has the jobs, a line each; leave " + key + " out", null);
      }
    }
    keys.put("search", JobTable.search("--jobs = " + jobs, GivenFiles.text("--jobs", jobs)));
    return Codec.converted(
        path + " with --jobs " + jobs + ": ", changes.on(keys), SweepConfig.class);
  }

  private int summarise(SweepConfig sweep, Leaderboard board) {
    if (board.best().isEmpty()) {
      console.error(
          "no trial was trained to its end"
              + Output.announcement(GivenFiles.storage(), sweep.output(), Existing.RESUME)
                  .map(where -> ": " + where)
                  .orElse(""));
      return 1;
    }
    String best = board.best().get().trial().job().output();
    String job = new Path(StoragePath.of(sweep.output()), "best.yaml").toString();
    String page = new Path(StoragePath.of(sweep.output()), "index.html").toString();
    console.done(
        new Done.Swept(
            best,
            job,
            page,
            board.rows().stream().map(Leaderboard.Row::result).toList(),
            board.together()),
        Numbers.format(
            "best model       %s%n"
                + "its values       %s%n"
                + "its test rows    %s%n"
                + "%s"
                + "best job         %s%n"
                + "leaderboard      %s%n"
                + "page             %s%n",
            best,
            board.brief(board.best().get().trial()),
            Summary.of(board.best().get().result()),
            ensemble(board),
            job,
            new Path(StoragePath.of(sweep.output()), "leaderboard.csv"),
            page));
    return 0;
  }

  private static String ensemble(Leaderboard board) {
    return board
        .together()
        .map(
            mean ->
                Numbers.format(
                    "ensemble         %s%n                 %s%n",
                    mean.folder(), EnsembleWords.of(mean)))
        .orElse("");
  }
}
