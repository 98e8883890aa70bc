package normflow.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import normflow.config.ConfigException;
import normflow.config.Environment;
import normflow.config.RunConfig;
import normflow.distributed.TrainingJob;
import normflow.distributed.TrainingJob.Existing;
import normflow.distributed.TrainingJob.Trained;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train}: a job file in, a model folder out. */
@Command(
    name = "train",
    description = {
      "Trains a flow by maximum likelihood and leaves a model folder:",
      "flow.json, parameters.safetensors, provenance.json, metrics.jsonl, checkpoints/, report/."
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

  @Mixin private Console console;

  @Override
  public Integer call() {
    Existing existing = Existing.chosen(overwrite, resume);
    RunConfig config = config();
    if (existing == Existing.REFUSE) {
      TrainingJob.refuseExisting(Sessions.storage(), config.output());
    }
    SparkSession session = Sessions.open("train " + path);
    Progress progress = new Progress(console.ticker());
    Trained trained = new TrainingJob(session, config, progress).run(existing);
    Optional<String> page =
        noReport ? Optional.empty() : Optional.of(report(session, config.output()));
    console.done(Done.of(trained, page), Summary.of(trained, page));
    return 0;
  }

  private String report(SparkSession session, String model) {
    try (PieceProgress pieces = console.pieces("report", ModelReport.PIECES)) {
      return ModelReport.write(session, model, pieces);
    }
  }

  private RunConfig config() {
    RunConfig config = Sessions.yaml(path, RunConfig.class);
    RunConfig there =
        output == null ? config : ConfigException.unlessRefused(() -> config.withOutput(output));
    Environment.require(there);
    return there;
  }
}
