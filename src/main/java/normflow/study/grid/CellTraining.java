package normflow.study.grid;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.config.BenchmarkConfig.Labels;
import normflow.config.RunConfig;
import normflow.spark.evaluate.Detection;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.LabelledRows;
import normflow.spark.job.Trained;
import normflow.spark.job.TrainingJob;
import normflow.spark.output.Existing;
import normflow.spark.output.Output;
import normflow.store.Provenance;
import normflow.store.TrainedRows;
import normflow.study.Strategy.Step;
import normflow.study.Training;
import normflow.study.Trial;
import normflow.study.grid.Cell.Measured;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import org.apache.spark.sql.SparkSession;

/**
 * Trains and measures pairs.
 *
 * @param session whose cluster trains
 * @param config flows and data sets
 * @param output of the benchmark
 */
record CellTraining(SparkSession session, BenchmarkConfig config, Output output)
    implements Training<Cell> {

  @Override
  public Cell train(Step step, Optional<Cell> before, TrainingListener listener) {
    Trial pair = step.trial();
    Optional<Labels> labels = config.data().get(Pairs.data(pair)).labels();
    labels.ifPresent(known -> rows(pair.job(), known).requireAnomalies());
    Trained trained =
        new TrainingJob(session, output.storage(), pair.job(), listener).run(Existing.RESUME);
    // The job of the model is given what it is conditioned on.
    RunConfig job = trained.provenance().config();
    Optional<TrainedRows> then = trained.provenance().rows();
    Measured measured =
        measured(trained, () -> labels.map(known -> rows(job, known).found(trained.model(), then)));
    output.claim().check();
    return cell(pair, Optional.of(measured), "", then);
  }

  private LabelledRows rows(RunConfig job, Labels labels) {
    return new LabelledRows(session, job, labels, job.partitions());
  }

  @Override
  public Cell failed(Trial pair, Optional<Cell> before, String reason) {
    return cell(pair, Optional.empty(), reason, Optional.empty());
  }

  private static Cell cell(
      Trial pair, Optional<Measured> measured, String error, Optional<TrainedRows> rows) {
    return new Cell(Pairs.data(pair), Pairs.flow(pair), pair.configSha256(), measured, error, rows);
  }

  private static Measured measured(Trained trained, Supplier<Optional<Detection>> detection) {
    Evaluation test =
        trained
            .test()
            .orElseThrow(
                () ->
                    new ConfigException(
                        trained.untested().isEmpty()
                            ? "no row fell into test.share: give more rows"
                            : "the model is saved, but not evaluated: " + trained.untested(),
                        null));
    Provenance provenance = trained.provenance();
    List<Measurement> curves = trained.result().history();
    return new Measured(
        trained.model().flow().dim(),
        provenance.parameters(),
        provenance.trainingRows(),
        provenance.steps(),
        provenance.bestStep(),
        seconds(curves),
        rowsPerSecond(curves),
        Speeds.of(trained.model()),
        test,
        detection.get(),
        provenance.parametersSha256(),
        provenance.finished());
  }

  /** The clock starts again with every run that goes on from a checkpoint. */
  static double seconds(List<Measurement> curves) {
    double before = 0;
    double last = 0;
    for (Measurement measurement : curves) {
      if (measurement.seconds() < last) {
        before += last;
      }
      last = measurement.seconds();
    }
    return before + last;
  }

  /** The mean over the steps; 0 if none was measured. */
  static double rowsPerSecond(List<Measurement> curves) {
    double rows = 0;
    double seconds = 0;
    for (Measurement measurement : curves) {
      double time = measurement.split().total();
      if (Double.isFinite(measurement.rowsPerSecond()) && time > 0) {
        rows += measurement.rowsPerSecond() * time;
        seconds += time;
      }
    }
    return seconds > 0 ? rows / seconds : 0;
  }
}
