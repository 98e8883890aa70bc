package normflow.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.graph.Weight.Role;
import normflow.layer.Planar.Start;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;

/** Half the squared distance to the target, for every one of 10 rows. */
final class Pull implements Gradients {
  static final Flow FLOW =
      new Architecture.Planar(1, true, Start.SPREAD, new StandardNormal()).flow(2);
  static final float TARGET = 0.25f;

  private final double offset;
  private final Flow flow;
  long notFiniteFrom = -1;
  long notFiniteTo = -1;
  long validationTurnsAt = -1;
  long failsFrom = Long.MAX_VALUE;
  RuntimeException failure;
  long validatesUpTo = Long.MAX_VALUE;
  long infiniteFrom = Long.MAX_VALUE;
  long step;
  double factor = 1;
  boolean empty;
  int initialisations;
  List<Pull> others = List.of();
  TrainingConfig config = TrainingConfig.defaults();

  Pull(double offset) {
    this(offset, FLOW);
  }

  Pull(double offset, Flow flow) {
    this.offset = offset;
    this.flow = flow;
  }

  @Override
  public long rows() {
    return 100;
  }

  @Override
  public int statisticsColumns() {
    return flow.layout().statisticsColumns(Role.RUNNING);
  }

  @Override
  public GradientSum gradient(long step, float[] parameters) {
    if (step >= failsFrom) {
      throw failure == null ? new IllegalStateException("no answer to step " + step) : failure;
    }
    this.step = step + 1;
    if (empty) {
      return GradientSum.empty(flow.layout().trainedSize(), statisticsColumns());
    }
    float[] gradient = new float[flow.layout().trainedSize()];
    double loss = 0;
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (10 * factor * (parameters[i] - TARGET + offset));
      loss += 5 * Math.pow(parameters[i] - TARGET, 2);
    }
    if (step >= notFiniteFrom && step < notFiniteTo) {
      gradient[0] = Float.NaN;
    }
    return new GradientSum(10, loss, gradient, statistics(parameters));
  }

  @Override
  public List<LocalResult> localSteps(LocalSteps round) {
    List<LocalResult> results = new ArrayList<>();
    results.add(round.take(flow, config, rows(), this::gradient));
    for (Pull other : others) {
      results.add(round.take(flow, config, rows(), other::gradient));
    }
    return results;
  }

  @Override
  public long computeNanos() {
    return 0;
  }

  @Override
  public Moments statistics(float[] parameters) {
    return moments(statisticsColumns());
  }

  @Override
  public Moments initialStatistics(float[] parameters) {
    initialisations++;
    return moments(flow.layout().statisticsColumns(Role.INITIAL));
  }

  private static Moments moments(int columns) {
    double[] mean = new double[columns];
    double[] squares = new double[columns];
    Arrays.fill(mean, 3);
    Arrays.fill(squares, 400);
    return new Moments(100, mean, squares);
  }

  @Override
  public Moments validation(float[] parameters) {
    if (step > validatesUpTo) {
      throw new IllegalStateException("no answer to the validation");
    }
    if (validationTurnsAt < 0) {
      return Moments.empty(1);
    }
    if (step >= infiniteFrom) {
      return new Moments(5, new double[] {Double.POSITIVE_INFINITY}, new double[1]);
    }
    return new Moments(5, new double[] {Math.abs(step - validationTurnsAt)}, new double[1]);
  }

  static TrainingConfig config(long steps, OptimizerConfig optimizer, int patience) {
    return new TrainingConfig(
        10, 1, steps, optimizer, new Schedule.Constant(), 0, 5, 10, patience, 0, 1, 1);
  }

  static TrainingConfig every(int averageEvery, TrainingConfig config) {
    return new TrainingConfig(
        config.batchSize(),
        config.epochs(),
        config.steps(),
        config.optimizer(),
        config.schedule(),
        config.warmupSteps(),
        config.clipNorm(),
        config.validationInterval(),
        config.patience(),
        config.tolerance(),
        averageEvery,
        config.seed());
  }

  static Pull empty() {
    Pull empty = new Pull(0);
    empty.empty = true;
    return empty;
  }

  static TrainingResult fit(TrainingConfig config, Pull gradients, TrainingListener listener) {
    gradients.config = config;
    Trainer trainer = new Trainer(FLOW, config, gradients, listener);
    return trainer.fit(trainer.initialState());
  }
}
