package normflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.train.TrainingState.Best;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;

/**
 * Maximum likelihood by mini-batches: a step applies the {@link UpdateRule} to the gradient over
 * all partitions; a round of {@link LocalSteps} averages what the partitions make of several steps.
 *
 * <p>Running statistics of normalising layers follow those of the mini-batches by an exponential
 * moving average, and a last pass replaces them by those of all training rows. With validation rows
 * the parameters of the best validation are the result.
 */
public final class Trainer {

  /** Skipped steps or rounds in a row after which training gives up. */
  private static final int MOST_SKIPPED_IN_ROW = 10;

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
    return new TrainingState(0, parameters, rule.initialState(), 0, 0, 0, none, List.of());
  }

  /**
   * Trains from a state to the end.
   *
   * @throws TrainingException if too many steps in a row gave no finite gradient
   */
  public TrainingResult fit(TrainingState start) {
    return finish(run(start, steps));
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

  private Run run(TrainingState start, long until) {
    Run run = new Run(start);
    run.initialise();
    while (run.step < until && !run.stoppedEarly()) {
      if (config.averageEvery() == 1) {
        run.takeStep();
      } else {
        run.takeRound();
      }
      if (run.passed(config.validationInterval()) || run.step == steps) {
        run.measure();
      }
      listener.reached(run, run.step == steps || run.stoppedEarly());
    }
    return run;
  }

  private TrainingResult finish(Run run) {
    boolean validated = run.best.loss() < Double.POSITIVE_INFINITY;
    float[] parameters = (validated ? run.best.parameters() : run.parameters).clone();
    if (gradients.statisticsColumns() > 0) {
      rule.setStatistics(parameters, gradients.statistics(parameters));
    }
    return new TrainingResult(
        parameters,
        validated ? run.best.step() : run.step,
        run.step,
        run.skipped,
        run.step < steps,
        gradients.validation(parameters),
        run.history);
  }

  /** The state of a run, in place. */
  private final class Run implements TrainingListener.StateSource {
    private final float[] parameters;
    private final List<Measurement> history;
    private final long started = System.nanoTime();
    private final float[] optimizerState;
    private long step;
    private long stepBefore;
    private long updates;
    private int skippedInRow;
    private long skipped;
    private Best best;
    private double gradientNorm = Double.NaN;
    private double intervalLoss;
    private long intervalRows;
    private long intervalNanos;
    private long computeNanos;
    private long gradientNanos;

    Run(TrainingState state) {
      parameters = state.parameters().clone();
      history = new ArrayList<>(state.history());
      optimizerState = state.optimizerState().clone();
      step = state.step();
      stepBefore = step;
      updates = state.updates();
      skippedInRow = state.skippedInRow();
      skipped = state.skipped();
      best = state.best();
    }

    boolean stoppedEarly() {
      return config.patience() > 0 && best.worseSince() >= config.patience();
    }

    /** Sets what layers take from the data before the first step. */
    void initialise() {
      if (rule.awaitsInitialStatistics(parameters)) {
        rule.setInitialStatistics(parameters, gradients.initialStatistics(parameters));
      }
    }

    void takeStep() {
      long before = System.nanoTime();
      stepBefore = step;
      GradientSum sum = answer(() -> gradients.gradient(step, parameters));
      exchanged(before);
      double meanLoss = sum.loss() / sum.rows();
      if (sum.rows() == 0) {
        // A mini-batch smaller than the number of partitions can miss all rows of a step.
        step++;
      } else {
        apply(sum);
      }
      intervalNanos += System.nanoTime() - before;
      listener.stepped(step, steps, meanLoss);
    }

    /** What all partitions answer before anything of this state has changed. */
    private <T> T answer(Supplier<T> question) {
      try {
        return question.get();
      } catch (Throwable e) {
        listener.gaveUp(this);
        throw e;
      }
    }

    private void exchanged(long since) {
      gradientNanos += System.nanoTime() - since;
      computeNanos += gradients.computeNanos();
    }

    private void apply(GradientSum sum) {
      UpdateRule.Outcome outcome = rule.apply(parameters, optimizerState, updates, step, sum);
      gradientNorm = outcome.norm();
      if (outcome.applied()) {
        advance(1, 1, sum.rows(), sum.loss());
      } else {
        skip(1);
      }
    }

    /** Steps that every partition takes by itself, and their average. */
    void takeRound() {
      long before = System.nanoTime();
      stepBefore = step;
      int count = (int) Math.min(config.averageEvery(), steps - step);
      LocalSteps round = new LocalSteps(step, count, updates, parameters, optimizerState);
      List<LocalResult> parts = answer(() -> gradients.localSteps(round));
      exchanged(before);
      LocalResult average = LocalResult.average(parts);
      // A partition without any finite gradient spoils the round, as it spoils a step that averages
      // gradients: training would go on without its rows else.
      boolean lost = parts.stream().anyMatch(LocalResult::isLost);
      if (lost || (average.rows() > 0 && !average.isFinite())) {
        skip(count);
      } else if (average.rows() == 0) {
        step += count;
      } else {
        accept(average, count);
      }
      intervalNanos += System.nanoTime() - before;
      listener.stepped(step, steps, average.loss() / average.rows());
    }

    private void accept(LocalResult average, int count) {
      System.arraycopy(average.parameters(), 0, parameters, 0, parameters.length);
      System.arraycopy(average.optimizerState(), 0, optimizerState, 0, optimizerState.length);
      gradientNorm = average.gradientNorm();
      if (average.skipped() > 0) {
        listener.skipped(step);
        skipped += average.skipped();
      }
      advance(count, average.updates(), average.rows(), average.loss());
    }

    private void advance(int count, int updatesTaken, long rows, double loss) {
      step += count;
      updates += updatesTaken;
      skippedInRow = 0;
      intervalRows += rows;
      intervalLoss += loss;
    }

    private void skip(int count) {
      listener.skipped(step);
      step += count;
      skipped += count;
      if (++skippedInRow >= MOST_SKIPPED_IN_ROW) {
        throw new TrainingException(
            "no finite gradient in "
                + skippedInRow
                + (config.averageEvery() == 1
                    ? " steps"
                    : " rounds of " + config.averageEvery() + " steps")
                + " in a row, up to step "
                + step
                + ": lower optimizer.learningRate or clipNorm, or look for extreme rows in the"
                + " data");
      }
    }

    void measure() {
      Moments validation = gradients.validation(parameters);
      double loss = validation.count() == 0 ? Double.NaN : validation.mean()[0];
      if (loss < best.loss()) {
        boolean enough = best.loss() - loss >= config.tolerance();
        best = new Best(loss, step, parameters.clone(), enough ? 0 : best.worseSince() + 1);
      } else if (Double.isFinite(loss)) {
        // Rows without a finite density say nothing of the others: patience does not end by them.
        best = new Best(best.loss(), best.step(), best.parameters(), best.worseSince() + 1);
      }
      Measurement measurement =
          new Measurement(
              step,
              (double) step / config.stepsPerEpoch(gradients.rows()),
              intervalLoss / intervalRows,
              loss,
              config.learningRate(step - 1, steps),
              gradientNorm,
              intervalRows / (intervalNanos * 1e-9),
              (System.nanoTime() - started) * 1e-9,
              new Split(
                  computeNanos * 1e-9,
                  (gradientNanos - computeNanos) * 1e-9,
                  (intervalNanos - gradientNanos) * 1e-9));
      history.add(measurement);
      intervalLoss = 0;
      intervalRows = 0;
      intervalNanos = 0;
      computeNanos = 0;
      gradientNanos = 0;
      listener.measured(steps, measurement);
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public boolean passed(long interval) {
      return step / interval > stepBefore / interval;
    }

    @Override
    public TrainingState state() {
      return new TrainingState(
          step,
          parameters.clone(),
          optimizerState.clone(),
          updates,
          skippedInRow,
          skipped,
          best,
          history);
    }
  }
}
