package normflow.spark.job;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import normflow.codec.Codec;
import normflow.config.BadRows;
import normflow.config.RunConfig.Checkpoints;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.spark.Cancellation;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.spark.rows.Samples;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.Table;
import normflow.spark.work.TaskCount;
import normflow.storage.Digest;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.store.MetricsLine;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a flow on tables in hand and leaves no folder.
 *
 * @param flow what is trained
 * @param training how; what is left out follows from the table
 * @param shares of the rows that are held out where they are not tables of their own
 * @param badRows what happens to bad rows
 * @param scaling by what columns are standardised
 * @param partitions parts that the rows are held in, one task each; 0 takes as many as pay, at most
 *     the cluster's default parallelism
 * @param exchange how tasks and driver exchange parameters and gradients
 * @param identity of the fit beside flow and training, for its checkpoints: everything else that
 *     decides the bits of the result
 * @param checkpointDir folder that a fit which did not end goes on from, or empty: every fit has a
 *     folder of its own in it, by the digest of its configuration and rows, and deletes it at the
 *     end
 */
public record TableFit(
    Architecture flow,
    TrainingKeys training,
    Shares shares,
    BadRows badRows,
    Scaling scaling,
    int partitions,
    ExchangeKind exchange,
    String identity,
    String checkpointDir) {

  /**
   * What came of a fit.
   *
   * @param model the trained flow
   * @param result its parameters and learning curves, in standardised units
   * @param trainingRows number of rows that it was trained on
   * @param validationRows number of rows that chose the parameters
   * @param skippedRows number of bad rows that were left out
   * @param seconds of training
   */
  public record Fitted(
      Model model,
      TrainingResult result,
      long trainingRows,
      long validationRows,
      long skippedRows,
      double seconds) {}

  /**
   * Reads and trains.
   *
   * @param validation rows that choose the best parameters
   * @throws normflow.codec.ConfigException if the rows do not allow it
   * @throws normflow.train.TrainingException if training cannot go on
   */
  public Fitted run(Table table, Optional<Table> validation, TrainingListener listener) {
    return Cancellation.guard(
        table.rows().sparkSession().sparkContext(), () -> fitted(table, validation, listener));
  }

  private Fitted fitted(Table table, Optional<Table> validation, TrainingListener listener) {
    Samples.built(flow, table.dim(), table.context());
    SparkSession session = table.rows().sparkSession();
    int parts = TaskCount.held(partitions, session);
    Samples samples =
        Samples.of(table, validation, Optional.empty(), shares, badRows, scaling, flow, parts);
    try {
      samples.warn();
      TableDefaults defaults = samples.defaults(training);
      TrainingKeys keys = training.over(defaults.training());
      boolean context = table.context() > 0;
      return Race.of(
              flow.candidates(TableDefaults.flow(table.dim(), context), context),
              training,
              defaults)
          .requireValidated(samples.validation().rows())
          .run(
              entrant -> {
                Flow sized = samples.flow(entrant.flow());
                TrainingConfig how = keys.withWeightDecay(entrant.weightDecay()).complete();
                return fitted(
                    new Fit(session, sized, how, exchange, samples, partitions == 0),
                    parts,
                    listener);
              },
              fitted -> MetricsLine.finite(fitted.result().validation().mean()[0]),
              Fitted::model,
              () -> PreparedRows.validated(samples))
          .taken();
    } finally {
      samples.unpersist();
    }
  }

  private Fitted fitted(Fit fit, int parts, TrainingListener listener) {
    listener.begins(fit.samples().standardization().logDensityOffset());
    long started = System.nanoTime();
    TrainingResult result =
        checkpointDir.isEmpty()
            ? fit.run(Optional.empty(), listener)
            : Termination.ofProcess().waitsFor(() -> checkpointed(fit, parts, listener));
    return new Fitted(
        fit.model(result),
        result,
        fit.samples().training().rows(),
        fit.samples().validation().rows(),
        fit.samples().skipped(),
        (System.nanoTime() - started) * 1e-9);
  }

  private TrainingResult checkpointed(Fit fit, int parts, TrainingListener listener) {
    Storage storage = SessionStorage.of(fit.session());
    String digest = digest(fit, parts);
    Path folder = new Path(checkpointDir, "fit-" + digest.substring(0, 16));
    try (OutputClaim claim =
        OutputClaim.take(storage, folder, fit.session().sparkContext().applicationId())) {
      Checkpoints due = Checkpoints.defaults();
      CheckpointStore store =
          new CheckpointStore(storage, folder, due.keep(), digest).over(fit.samples().check());
      Optional<TrainingState> start = store.latest();
      TrainingResult result =
          new RecordedTraining(storage, claim, store, due, Optional.empty(), 0, "the same fit")
              .run(start, listener, told -> fit.run(start, told));
      claim.check();
      storage.delete(folder);
      return result;
    }
  }

  /** Other rows have other moments, but for few: the checkpoints themselves tell those. */
  private String digest(Fit fit, int parts) {
    String whole =
        identity
            + Codec.json(fit.flow())
            + Codec.json(TrainingKeys.of(fit.training()))
            + parts
            + Codec.json(fit.samples().standardization())
            + fit.samples().columns()
            + fit.samples().training().rows()
            + "/"
            + fit.samples().validation().rows();
    return Digest.sha256(whole.getBytes(StandardCharsets.UTF_8));
  }
}
