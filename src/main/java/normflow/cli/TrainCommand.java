package normflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.console.DryRunText;
import normflow.cli.console.Missing;
import normflow.cli.console.Progress;
import normflow.cli.console.Summary;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.SetOption;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.config.RunConfig;
import normflow.page.advice.DryRun;
import normflow.spark.job.Trained;
import normflow.spark.job.TrainingJob;
import normflow.spark.output.Existing;
import normflow.spark.output.Input;
import normflow.spark.output.Output;
import normflow.spark.work.HeadStart;
import normflow.text.Shown;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train}: a job file in, a model folder out. */
@Command(
    name = "train",
    description = {
      "Trains a flow by maximum likelihood and leaves a model folder.",
      "In it are flow.json, parameters.safetensors, provenance.json, metrics.jsonl,",
      "checkpoints/ and report/."
    })
final class TrainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG", description = "A YAML file such as conf/two-moons.yaml.")
  private String path;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Folder of the model, in place of the job file's.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the model folder if it exists.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description = "Go on from the newest checkpoint in the model folder, bit for bit.")
  private boolean resume;

  @Option(names = "--no-report", description = "Leave out the report.")
  private boolean noReport;

  @Option(
      names = "--dry-run",
      description =
          "Say what would be trained, on which rows, in what memory and about how long; train and"
              + " write nothing.")
  private boolean dryRun;

  @Mixin private SetOption set;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Existing existing = Existing.chosen(overwrite, resume);
    RunConfig config = config();
    TrainingJob.requireChoice(config);
    if (dryRun) {
      rehearse(config, existing);
      return 0;
    }
    check(config, existing);
    Output.announcement(GivenFiles.storage(), config.output(), existing)
        .ifPresent(console.ticker()::note);
    HeadStart.begin(config, Sessions.runsTasks());
    SparkSession session = Sessions.open(console, "train " + path);
    Progress progress = new Progress(console.ticker());
    progress.preparing(config.data());
    Trained trained = new TrainingJob(session, config, progress).run(existing);
    Missing missing = new Missing(console);
    if (!trained.untested().isEmpty()) {
      String again =
          "train "
              + Shown.argument(path)
              + set.words()
              + (output == null ? "" : " --output " + Shown.argument(output));
      missing.add(
          config.output(),
          "evaluation on the test rows",
          trained.untested(),
          again + (noReport ? " --no-report" : "") + " --resume");
    }
    Optional<String> page = noReport ? Optional.empty() : missing.report(session, config);
    console.done(Done.of(trained, page), Summary.of(trained, page));
    return missing.status();
  }

  private void check(RunConfig config, Existing existing) {
    List<Input> inputs = new ArrayList<>(Input.of(config));
    if (existing != Existing.RESUME) {
      // A trial of a sweep goes on by the file in its own folder.
      inputs.add(new Input("the job file", path));
    }
    Output.check(GivenFiles.storage(), config.output(), existing, inputs);
  }

  /** A rehearsal writes nothing, so what is there is no hindrance unless it is for good. */
  private void rehearse(RunConfig config, Existing existing) {
    check(config, existing == Existing.REFUSE ? Existing.OVERWRITE : existing);
    Optional<String> refused = Optional.empty();
    try {
      check(config, existing);
    } catch (ConfigException e) {
      refused = Optional.of(e.getMessage());
    }
    SparkSession session = Sessions.open(console, "train --dry-run " + path);
    DryRun dry = console.counted(session, "train", () -> DryRun.of(session, config));
    console.answer(new Done.Rehearsed(dry, dry.seconds(), refused), DryRunText.of(dry, refused));
  }

  private RunConfig config() {
    RunConfig config = GivenFiles.yaml(path, RunConfig.class, set.changes());
    RunConfig there =
        output == null ? config : ConfigException.unlessRefused(() -> config.withOutput(output));
    Environment.require(there);
    return there;
  }
}
