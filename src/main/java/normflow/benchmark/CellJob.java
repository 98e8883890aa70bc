package normflow.benchmark;

import java.util.List;
import java.util.Optional;
import normflow.benchmark.Cell.Measured;
import normflow.codec.ConfigException;
import normflow.spark.FailureCause;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.job.TrainingJob;
import normflow.spark.job.TrainingJob.Existing;
import normflow.spark.job.TrainingJob.Trained;
import normflow.spark.scan.OtherRowsException;
import normflow.storage.Storage;
import normflow.store.Provenance;
import normflow.store.TrainedRows;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import org.apache.spark.sql.SparkSession;

/** Trains and measures one pair; its failure is a result. */
final class CellJob {

  private final SparkSession session;
  private final Storage storage;
  private final Pair pair;
  private final TrainingListener listener;

  CellJob(SparkSession session, Storage storage, Pair pair, TrainingListener listener) {
    this.session = session;
    this.storage = storage;
    this.pair = pair;
    this.listener = listener;
  }

  /** What comes of the pair; throws only what is no fault of the pair. */
  Cell run() {
    try {
      Trained trained =
          new TrainingJob(session, storage, pair.job(), listener).run(Existing.RESUME);
      return cell(Optional.of(measured(trained)), "", trained.provenance().rows());
    } catch (TrainingCancelled e) {
      // Nobody's fault, and the end of all that was to come.
      throw e;
    } catch (Exception | OutOfMemoryError e) {
      // Spark throws checked exceptions that it does not declare.
      FailureCause.end(session.sparkContext(), e)
          .ifPresent(
              end -> {
                throw end;
              });
      OtherRowsException.rethrow(e);
      return cell(Optional.empty(), FailureCause.message(e), Optional.empty());
    }
  }

  private Cell cell(Optional<Measured> measured, String error, Optional<TrainedRows> rows) {
    return new Cell(pair.data(), pair.flow(), pair.configSha256(), measured, error, rows);
  }

  private static Measured measured(Trained trained) {
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
