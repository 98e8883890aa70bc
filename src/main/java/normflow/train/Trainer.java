package normflow.train;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.train.TrainingState.Best;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;

/**
 * Maximum likelihood by mini-batches: the mean gradient, weighted by rows and clipped by its norm,
 * goes to the optimiser.
 *
 * <p>Running statistics of normalising layers follow those of the mini-batches by an exponential
 * moving average, and a last pass replaces them by those of all training rows. With validation rows
 * the parameters of the best validation are the result.
 */
public final class Trainer {

  /** Share of a mini-batch in the running statistics. */
  private static final double STATISTICS_MOMENTUM = 0.1;

  /** Skipped steps in a row after which training gives up. */
  private static final int MOST_SKIPPED_IN_ROW = 10;

  private final ParameterLayout layout;
  private final TrainingConfig config;
  private final Gradients gradients;
  private final TrainingListener listener;
  private final Optimizer optimizer;
  private final long steps;

  /** Prepares a run; {@link #fit} may be called once. */
  public Trainer(Flow flow, TrainingConfig config, Gradients gradients, TrainingListener listener) {
    this.layout = flow.layout();
    this.config = config;
    this.gradients = gradients;
    this.listener = listener;
    this.optimizer = new Optimizer(config.optimizer(), layout.trainedSize());
    this.steps = config.totalSteps(gradients.rows());
  }

  /** The state before the first step. */
  public TrainingState initialState() {
    float[] parameters = layout.initial(config.seed());
    Best none = new Best(Double.POSITIVE_INFINITY, 0, parameters.clone(), 0);
    return new TrainingState(0, parameters, optimizer.initialState(), 0, 0, 0, none, List.of());
  }

  /**
   * Trains from a state to the end.
   *
   * @throws TrainingException if too many steps in a row gave no finite gradient
   */
  public TrainingResult fit(TrainingState start) {
    Run run = new Run(start);
    while (run.step < steps && !run.stoppedEarly()) {
      run.takeStep();
      if (run.step % config.validationInterval() == 0 || run.step == steps) {
        run.measure();
      }
      listener.reached(run, run.step == steps || run.stoppedEarly());
    }
    return finish(run);
  }

  private TrainingResult finish(Run run) {
    boolean validated = run.best.loss() < Double.POSITIVE_INFINITY;
    float[] parameters = (validated ? run.best.parameters() : run.parameters).clone();
    if (gradients.statisticsColumns() > 0) {
      setStatistics(parameters, gradients.statistics(parameters), 1);
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

  /** Moves running means and variances by {@code share} of the way to the statistics. */
  private void setStatistics(float[] parameters, Moments statistics, double share) {
    List<ParameterLayout.Entry> running =
        layout.entries().subList(layout.trained().size(), layout.entries().size());
    int column = 0;
    for (int pair = 0; pair < running.size(); pair += 2) {
      int mean = running.get(pair).offset();
      int variance = running.get(pair + 1).offset();
      for (int i = 0; i < running.get(pair).weight().size(); i++, column++) {
        parameters[mean + i] +=
            (float) (share * (statistics.mean()[column] - parameters[mean + i]));
        parameters[variance + i] +=
            (float) (share * (statistics.variance(column) - parameters[variance + i]));
      }
    }
  }

  /** The state of a run, in place. */
  private final class Run implements TrainingListener.StateSource {
    private final float[] parameters;
    private final List<Measurement> history;
    private final long started = System.nanoTime();
    private final float[] optimizerState;
    private long step;
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
      updates = state.updates();
      skippedInRow = state.skippedInRow();
      skipped = state.skipped();
      best = state.best();
    }

    boolean stoppedEarly() {
      return config.patience() > 0 && best.worseSince() >= config.patience();
    }

    void takeStep() {
      long before = System.nanoTime();
      GradientSum sum = gradients.gradient(step, parameters);
      gradientNanos += System.nanoTime() - before;
      computeNanos += gradients.computeNanos();
      double meanLoss = sum.loss() / sum.rows();
      if (sum.rows() == 0) {
        // A mini-batch smaller than the number of partitions can miss all rows of a step.
        step++;
      } else if (apply(sum)) {
        intervalLoss += sum.loss();
        intervalRows += sum.rows();
      }
      intervalNanos += System.nanoTime() - before;
      listener.stepped(step, steps, meanLoss);
    }

    private boolean apply(GradientSum sum) {
      float[] gradient = mean(sum);
      gradientNorm = norm(gradient);
      if (!Double.isFinite(gradientNorm) || !Double.isFinite(sum.loss())) {
        skip();
        return false;
      }
      if (gradientNorm > config.clipNorm()) {
        scale(gradient, config.clipNorm() / gradientNorm);
      }
      double learningRate = config.learningRate(step, steps);
      optimizer.update(
          parameters, gradient, optimizerState, Math.toIntExact(updates), learningRate);
      if (gradients.statisticsColumns() > 0) {
        setStatistics(parameters, sum.statistics(), STATISTICS_MOMENTUM);
      }
      updates++;
      skippedInRow = 0;
      step++;
      return true;
    }

    private void skip() {
      listener.skipped(step);
      step++;
      skipped++;
      if (++skippedInRow >= MOST_SKIPPED_IN_ROW) {
        throw new TrainingException(
            "no finite gradient in "
                + skippedInRow
                + " steps in a row, up to step "
                + step
                + ": lower optimizer.learningRate or clipNorm, or look for extreme rows in the"
                + " data");
      }
    }

    void measure() {
      Moments validation = gradients.validation(parameters);
      double loss = validation.count() == 0 ? Double.NaN : validation.mean()[0];
      if (loss < best.loss()) {
        best = new Best(loss, step, parameters.clone(), 0);
      } else if (validation.count() > 0) {
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

  private static float[] mean(GradientSum sum) {
    float[] mean = new float[sum.gradient().length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum.gradient()[i] / (double) sum.rows());
    }
    return mean;
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static void scale(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
  }
}
