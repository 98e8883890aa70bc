package normflow.spark.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.spark.scan.RowsCheck;
import normflow.store.MetricsLine;
import normflow.store.TrainedRows;
import normflow.train.TrainingState;

/**
 * What a checkpoint holds beside arrays: the file {@code state.json} in its folder.
 *
 * @param configSha256 digest of what decides the bits of the result
 * @param updates of the optimiser
 * @param skippedInRow steps without a finite gradient, the last ones
 * @param skipped all such steps
 * @param bestLoss of a validation, if there was one
 * @param bestStep after which that was
 * @param bestWorseSince validations since then that were worse
 * @param history the learning curves
 * @param rows what tells the rows from others; empty in checkpoints of before
 */
record CheckpointState(
    String configSha256,
    long updates,
    int skippedInRow,
    long skipped,
    OptionalDouble bestLoss,
    long bestStep,
    int bestWorseSince,
    List<MetricsLine> history,
    Optional<TrainedRows> rows) {

  /** What a checkpoint of before may leave out. */
  static Map<String, Object> defaults() {
    return Map.of("rows", Optional.empty());
  }

  static CheckpointState of(TrainingState state, String configDigest, Optional<RowsCheck> rows) {
    return new CheckpointState(
        configDigest,
        state.updates(),
        state.skippedInRow(),
        state.skipped(),
        MetricsLine.finite(state.best().loss()),
        state.best().step(),
        state.best().worseSince(),
        state.history().stream().map(MetricsLine::of).toList(),
        rows.map(RowsCheck::now));
  }
}
