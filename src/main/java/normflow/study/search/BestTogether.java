package normflow.study.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.config.RunConfig;
import normflow.engine.Moments;
import normflow.model.Model;
import normflow.spark.TerminatedException;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.job.PreparedRows;
import normflow.spark.job.Trained;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.ModelStore;
import normflow.study.Trial;
import normflow.study.TrialRows;
import normflow.train.TrainingCancelled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mean of the densities of a sweep's best trials as one model, in the folder {@code ensemble}.
 *
 * <p>"Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles"
 * (Lakshminarayanan, Pritzel, Blundell, 2017).
 *
 * @param folder of the model
 * @param trials that it is the mean of, the best first
 * @param validationNll mean -log p of the validation rows in the units of the input, nats
 * @param testNll the same of the test rows, if there are any
 * @param betterBy mean difference of log-densities to the best trial, nats a row, of some thousands
 *     of the test rows at most
 * @param betterByStandardError of that mean
 */
public record BestTogether(
    String folder,
    List<Integer> trials,
    OptionalDouble validationNll,
    OptionalDouble testNll,
    OptionalDouble betterBy,
    OptionalDouble betterByStandardError) {

  private static final Logger LOG = LoggerFactory.getLogger(BestTogether.class);

  /**
   * Makes and saves the model.
   *
   * @param most trials at most; those of other rows than the best, or standardised otherwise, are
   *     passed over
   * @param output folder of the sweep
   * @return empty if there are not two such trials
   */
  static Optional<BestTogether> of(
      Leaderboard board, int most, TrialRows rows, Storage storage, String output) {
    List<Trial> ended =
        board.rows().stream()
            .filter(row -> row.result().status() == TrialResult.Status.FINISHED)
            .map(Leaderboard.Row::trial)
            .toList();
    List<Trial> best =
        ended.stream()
            .filter(trial -> TrialRows.areShared(trial, ended.get(0)))
            .limit(most)
            .toList();
    if (best.size() < Math.min(most, ended.size())) {
      LOG.warn(
          "ensemble: of {} trials only {} are of the same rows as the best, standardised alike; the"
              + " others are passed over",
          ended.size(),
          best.size());
    }
    if (best.size() < 2) {
      LOG.warn("ensemble: there are no two trials on the same rows, standardised alike");
      return Optional.empty();
    }
    ModelStore store = new ModelStore(storage);
    List<Model> models =
        best.stream().map(trial -> store.load(StoragePath.of(trial.job().output()))).toList();
    String folder = output + "/ensemble";
    RunConfig job = best.get(0).job().withOutput(folder);
    try {
      // What lies there is of another one.
      storage.delete(StoragePath.of(folder));
      return Optional.of(made(folder, best, models, rows.rows(best.get(0)), job, storage));
    } catch (TrainingCancelled | TerminatedException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // The trials are there, and their leaderboard.
      LOG.warn("there is no ensemble", e);
      return Optional.empty();
    }
  }

  private static BestTogether made(
      String folder,
      List<Trial> best,
      List<Model> models,
      PreparedRows rows,
      RunConfig job,
      Storage storage) {
    Trained mean = rows.mean(job, models, storage);
    Moments better =
        mean.test().isEmpty()
            ? Moments.empty(1)
            : better(mean.model(), models.get(0), rows.tested());
    boolean known = better.count() > 1;
    return new BestTogether(
        folder,
        best.stream().map(Trial::number).toList(),
        mean.provenance().validationNll(),
        mean.test().stream().mapToDouble(Evaluation::nll).findFirst(),
        known ? OptionalDouble.of(better.mean()[0]) : OptionalDouble.empty(),
        known ? OptionalDouble.of(better.standardError(0)) : OptionalDouble.empty());
  }

  /** Row by row. */
  private static Moments better(Model mean, Model single, List<float[]> rows) {
    double[] more = EnginePool.logDensity(mean, rows);
    double[] less = EnginePool.logDensity(single, rows);
    return Moments.of(more.length, row -> more[row] - less[row]);
  }
}
