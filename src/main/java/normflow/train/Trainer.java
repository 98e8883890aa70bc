package normflow.train;

import java.util.List;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.train.TrainingState.Best;

/**
 * Maximum likelihood by mini-batches: a step applies the {@link UpdateRule} to the gradient over
 * all partitions; a round of {@link LocalSteps} averages what the partitions make of several steps.
 *
 * <p>Running statistics of normalising layers follow those of the mini-batches by an exponential
 * moving average, and a last pass replaces them by those of all training rows. With validation rows
 * the parameters of the best validation are the result. An average of the parameters, if it is
 * kept, is what is validated and taken.
 */
public final class Trainer {

  private final Flow flow;
  private final TrainingConfig config;
  private final Gradients gradients;
  private final TrainingListener listener;
  private final UpdateRule rule;
  private final long steps;

  /** Prepares a run; {@link #fit} may be called once. */
  public Trainer(Flow flow, TrainingConfig config, Gradients gradients, TrainingListener listener) {
    this.flow = flow;
    this.config = config;
    this.gradients = gradients;
    this.listener = listener;
    this.steps = config.totalSteps(gradients.rows());
    this.rule = new UpdateRule(flow, config, steps);
  }

  /** The state before the first step. */
  public TrainingState initialState() {
    float[] parameters = flow.layout().initial(config.seed());
    Best none = new Best(Double.POSITIVE_INFINITY, 0, parameters.clone(), 0);
    return new TrainingState(
        0, parameters, rule.initialState(parameters), 0, 0, 0, none, List.of());
  }

  /**
   * Trains from a state to the end.
   *
   * @throws TrainingException if too many steps in a row gave no finite gradient, or if the result
   *     is not finite
   */
  public TrainingResult fit(TrainingState start) {
    return finish(run(start, steps).state());
  }

  /**
   * Trains from a state until so many steps are done, or to the end if that comes first. To go on
   * from there gives the same bits as not to pause.
   *
   * @throws TrainingException if too many steps in a row gave no finite gradient
   */
  public TrainingState advance(TrainingState start, long until) {
    return run(start, Math.min(until, steps)).state();
  }

  private TrainingRun run(TrainingState start, long until) {
    TrainingRun run = new TrainingRun(config, steps, gradients, rule, listener, start);
    run.initialise();
    while (run.step() < until && !run.stoppedEarly()) {
      if (config.averageEvery() == 1) {
        run.takeStep();
      } else {
        run.takeRound();
      }
      if (run.isToValidate() || run.step() == steps) {
        run.measure();
      }
      listener.reached(run, run.step() == steps || run.stoppedEarly());
    }
    return run;
  }

  private TrainingResult finish(TrainingState end) {
    boolean validated = end.best().loss() < Double.POSITIVE_INFINITY;
    float[] parameters =
        validated
            ? end.best().parameters().clone()
            : rule.averaged(end.parameters(), end.optimizerState());
    if (gradients.statisticsColumns() > 0) {
      rule.setStatistics(parameters, gradients.statistics(parameters));
    }
    Moments validation = gradients.validation(parameters);
    new FiniteResult(flow.layout()).require(end, parameters, validation);
    return new TrainingResult(
        parameters,
        validated ? end.best().step() : end.step(),
        end.step(),
        end.skipped(),
        end.step() < steps,
        validation,
        end.history());
  }
}
