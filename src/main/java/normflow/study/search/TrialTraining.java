package normflow.study.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import normflow.config.Repeats;
import normflow.config.RunConfig;
import normflow.config.SweepConfig.Halving;
import normflow.config.SweepConfig.Mode;
import normflow.spark.FailureCause;
import normflow.spark.TerminatedException;
import normflow.spark.job.StagedTraining;
import normflow.spark.output.Output;
import normflow.study.Strategy.Step;
import normflow.study.Training;
import normflow.study.Trial;
import normflow.study.TrialRows;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;

/**
 * Trains trials on rows that they share.
 *
 * @param rows of all trials
 * @param mode how trials share the cluster
 * @param output of the sweep
 * @param halving how trials are compared before their end
 * @param repeats how often each is trained, one after the other
 */
record TrialTraining(
    TrialRows rows, Mode mode, Output output, Optional<Halving> halving, Repeats repeats)
    implements Training<TrialResult> {

  @Override
  public TrialResult train(Step step, Optional<TrialResult> known, TrainingListener listener) {
    TrialResult before = before(step.trial(), known);
    if (step.until().isEmpty()) {
      return before.finished(
          each(step.trial(), (training, job) -> training.finish(job, listener)), repeats);
    }
    long until = step.until().getAsLong();
    long cooling = halving.map(its -> its.cooling(until)).orElse(0L);
    return before.paused(
        each(step.trial(), (training, job) -> training.advance(job, until, cooling, listener)));
  }

  private <T> List<T> each(Trial trial, BiFunction<StagedTraining, RunConfig, T> work) {
    List<T> done = new ArrayList<>();
    for (RunConfig job : jobs(trial)) {
      Supplier<T> one = () -> work.apply(rows.training(trial.with(job), mode, output), job);
      boolean alone = repeats.count() == 1;
      done.add(alone ? one.get() : named(repeats.name(done.size(), job) + ": ", one));
    }
    return done;
  }

  /** Where training cannot go on, says in which repeat; what ends everything stays as it is. */
  static <T> T named(String repeat, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      Throwable cause = FailureCause.of(e);
      if (!(cause instanceof TrainingException)
          || cause instanceof TrainingCancelled
          || cause instanceof TerminatedException) {
        throw e;
      }
      TrainingException named = new TrainingException(repeat + cause.getMessage());
      named.addSuppressed(e);
      throw named;
    }
  }

  /**
   * All repeats are of one model: what the table gives the first one, which goes by its own number
   * of rows, the others have.
   */
  private List<RunConfig> jobs(Trial trial) {
    RunConfig first = trial.job();
    if (repeats.count() == 1) {
      return List.of(first);
    }
    RunConfig settled = rows.training(trial, mode, output).settled(first);
    List<RunConfig> jobs = new ArrayList<>(repeats.jobs(settled));
    jobs.set(0, first);
    return jobs;
  }

  @Override
  public TrialResult failed(Trial trial, Optional<TrialResult> known, String reason) {
    return before(trial, known).failed(reason);
  }

  private TrialResult before(Trial trial, Optional<TrialResult> known) {
    return known.orElseGet(() -> TrialResult.begun(trial, Optional.of(rows.identity(trial))));
  }
}
