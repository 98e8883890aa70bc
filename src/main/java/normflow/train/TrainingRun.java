package normflow.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.train.TrainingState.Best;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;

/** The state of a run, in place. */
final class TrainingRun implements TrainingListener.StateSource {

  /** Skipped steps or rounds in a row after which training gives up. */
  private static final int MOST_SKIPPED_IN_ROW = 10;

  private final TrainingConfig config;
  private final long steps;
  private final Gradients gradients;
  private final UpdateRule rule;
  private final TrainingListener listener;
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

  TrainingRun(
      TrainingConfig config,
      long steps,
      Gradients gradients,
      UpdateRule rule,
      TrainingListener listener,
      TrainingState state) {
    this.config = config;
    this.steps = steps;
    this.gradients = gradients;
    this.rule = rule;
    this.listener = listener;
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
    return config.patience() > 0
        && best.worseSince() >= config.patience()
        && step >= config.fewestSteps();
  }

  /** Before the first step: sets what layers take from the data, and validates if that is due. */
  void initialise() {
    if (rule.awaitsInitialStatistics(parameters)) {
      rule.setInitialStatistics(parameters, gradients.initialStatistics(parameters));
    }
    if (step == 0 && history.isEmpty() && config.validates(-1, 0)) {
      measure();
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
      if (e instanceof TrainingCancelled) {
        throw cancelled(e);
      }
      throw e;
    }
  }

  private TrainingCancelled cancelled(Throwable reason) {
    return new TrainingCancelled(
        "the fit was cancelled at step " + step + " of " + steps + ": " + reason.getMessage());
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

  boolean isToValidate() {
    return config.validates(stepBefore, step);
  }

  void measure() {
    float[] looked = rule.averaged(parameters, optimizerState);
    Moments validation = gradients.validation(looked);
    double loss = validation.count() == 0 ? Double.NaN : validation.mean()[0];
    if (loss < best.loss()) {
      boolean enough = best.loss() - loss >= config.tolerance();
      best = new Best(loss, step, looked, enough ? 0 : best.worseSince() + 1);
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
            config.learningRate(Math.max(0, step - 1), steps),
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
