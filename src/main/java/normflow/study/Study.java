package normflow.study;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import normflow.spark.output.Output;
import normflow.study.Strategy.Phase;
import normflow.study.Strategy.Round;
import normflow.study.Strategy.Step;
import org.apache.spark.sql.SparkSession;

/**
 * Trains the trials that a strategy asks for, keeps what comes of each in its file, and the tables
 * up to date.
 *
 * @param session whose cluster trains
 * @param output of the study
 * @param training of one trial
 * @param strategy which trials are next
 * @param store of what came of them
 * @param folder tables and page
 * @param listener told of the progress
 */
public record Study<R extends Outcome>(
    SparkSession session,
    Output output,
    Training<R> training,
    Strategy<R> strategy,
    TrialStore<R> store,
    StudyFolder<R, ?> folder,
    StudyListener<R> listener) {

  /**
   * Trains what is to be trained; all results.
   *
   * @param known what there is of an earlier run, by the names of the trials
   * @throws normflow.train.TrainingException if Spark has stopped or this process is to end, which
   *     is no fault of a trial, or if another run took the output over
   */
  public Collection<R> run(Map<String, R> known, Placement placement) {
    Map<String, R> results = new ConcurrentHashMap<>(known);
    listener.placed(placement, known);
    TrialRunner<R> runner = new TrialRunner<>(session, output, training);
    Set<Phase> phases = new HashSet<>();
    new Workers(session, placement.parallelism())
        .run(
            running -> next(results, running, phases),
            step ->
                runner.run(
                    step,
                    Optional.ofNullable(results.get(step.trial().name())),
                    listener.began(step.trial())),
            (step, result) -> {
              keep(results, step.trial(), result);
              folder.update(results.values());
              listener.ended(step.trial(), result, results.values());
            });
    return results.values();
  }

  private List<Step> next(Map<String, R> results, int running, Set<Phase> phases) {
    Round<R> round = strategy.next(results, running);
    if (!round.decided().isEmpty()) {
      round.decided().forEach((trial, result) -> keep(results, trial, result));
      folder.show(results.values());
    }
    if (!round.steps().isEmpty() && phases.add(round.phase())) {
      listener.phase(round.phase());
    }
    return round.steps();
  }

  private void keep(Map<String, R> results, Trial trial, R result) {
    store.write(trial, result);
    results.put(trial.name(), result);
  }
}
