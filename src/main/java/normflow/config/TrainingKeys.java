package normflow.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import normflow.provider.LaterKey;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;

/**
 * How a job says that a flow is trained: {@link TrainingConfig} key by key, where those that are
 * left out follow from the table, by {@link TableDefaults}.
 */
public record TrainingKeys(
    OptionalInt batchSize,
    OptionalInt epochs,
    long steps,
    OptimizerKeys optimizer,
    Schedule schedule,
    long warmupSteps,
    double clipNorm,
    OptionalInt validationInterval,
    OptionalInt patience,
    double tolerance,
    int averageEvery,
    @LaterKey OptionalDouble trim,
    long seed) {

  /** {@link OptimizerConfig} key by key; 0 {@code averageSteps} are none. */
  public record OptimizerKeys(
      OptimizerConfig.Type type,
      OptionalDouble learningRate,
      OptionalDouble weightDecay,
      OptionalLong averageSteps) {

    public OptimizerKeys {
      new OptimizerConfig(
          type, learningRate.orElse(1e-3), weightDecay.orElse(0), averageSteps.orElse(0));
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of(
          "type", OptimizerConfig.Type.ADAM,
          "learningRate", OptionalDouble.empty(),
          "weightDecay", OptionalDouble.empty(),
          "averageSteps", OptionalLong.empty());
    }

    private OptimizerKeys over(OptimizerKeys others) {
      return new OptimizerKeys(
          type,
          learningRate.isPresent() ? learningRate : others.learningRate,
          weightDecay.isPresent() ? weightDecay : others.weightDecay,
          averageSteps.isPresent() ? averageSteps : others.averageSteps);
    }
  }

  public TrainingKeys {
    if (trim.isPresent() && trim.getAsDouble() == 0) {
      trim = OptionalDouble.empty();
    }
    new TrainingConfig(
        batchSize.orElse(1),
        epochs.orElse(1),
        steps,
        OptimizerConfig.defaults(),
        schedule,
        warmupSteps,
        clipNorm,
        validationInterval.orElse(0),
        patience.orElse(0),
        tolerance,
        averageEvery,
        trim.orElse(0),
        seed);
  }

  /** Everything that can be is left out. */
  public static TrainingKeys defaults() {
    TrainingConfig fixed = TrainingConfig.defaults();
    OptimizerKeys optimizer =
        new OptimizerKeys(
            fixed.optimizer().type(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty());
    return new TrainingKeys(
        OptionalInt.empty(),
        OptionalInt.empty(),
        fixed.steps(),
        optimizer,
        fixed.schedule(),
        fixed.warmupSteps(),
        fixed.clipNorm(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        fixed.tolerance(),
        fixed.averageEvery(),
        OptionalDouble.empty(),
        fixed.seed());
  }

  /** All keys of a training. */
  public static TrainingKeys of(TrainingConfig training) {
    OptimizerConfig optimizer = training.optimizer();
    return new TrainingKeys(
        OptionalInt.of(training.batchSize()),
        OptionalInt.of(training.epochs()),
        training.steps(),
        new OptimizerKeys(
            optimizer.type(),
            OptionalDouble.of(optimizer.learningRate()),
            OptionalDouble.of(optimizer.weightDecay()),
            OptionalLong.of(optimizer.averageSteps())),
        training.schedule(),
        training.warmupSteps(),
        training.clipNorm(),
        OptionalInt.of(training.validationInterval()),
        OptionalInt.of(training.patience()),
        training.tolerance(),
        training.averageEvery(),
        training.trim() > 0 ? OptionalDouble.of(training.trim()) : OptionalDouble.empty(),
        training.seed());
  }

  /** The keys, those that are left out from others. */
  public TrainingKeys over(TrainingKeys others) {
    boolean counted = steps > 0 || epochs.isPresent();
    return new TrainingKeys(
        batchSize.isPresent() ? batchSize : others.batchSize,
        epochs.isPresent() ? epochs : others.epochs,
        counted ? steps : others.steps,
        optimizer.over(others.optimizer),
        schedule,
        warmupSteps,
        clipNorm,
        validationInterval.isPresent() ? validationInterval : others.validationInterval,
        patience.isPresent() ? patience : others.patience,
        tolerance,
        averageEvery,
        trim,
        seed);
  }

  /** Those that are left out, by their paths. */
  Set<String> leftOut() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("batchSize", batchSize.isPresent());
    given.put("steps", steps > 0 || epochs.isPresent());
    given.put("optimizer.learningRate", optimizer.learningRate.isPresent());
    given.put("optimizer.weightDecay", optimizer.weightDecay.isPresent());
    given.put("optimizer.averageSteps", optimizer.averageSteps.isPresent());
    given.put("validationInterval", validationInterval.isPresent());
    given.put("patience", patience.isPresent());
    given.values().removeIf(present -> present);
    return given.keySet();
  }

  /** The same with a weight decay. */
  public TrainingKeys withWeightDecay(double weightDecay) {
    OptionalDouble decay = OptionalDouble.of(weightDecay);
    return with(
        new OptimizerKeys(optimizer.type, optimizer.learningRate, decay, optimizer.averageSteps));
  }

  /** The same, where no average is the same as one that is left out. */
  public TrainingKeys averagedOrNot() {
    OptionalLong average =
        optimizer.averageSteps.orElse(0) > 0 ? optimizer.averageSteps : OptionalLong.empty();
    return with(
        new OptimizerKeys(optimizer.type, optimizer.learningRate, optimizer.weightDecay, average));
  }

  /**
   * The training of a cooled copy: it goes on from a step while the learning rate falls to zero,
   * however long nothing gets better.
   *
   * @param step that was done
   * @param more steps to come
   * @param steps of the whole training
   */
  public TrainingKeys cooled(long step, long more, long steps) {
    return new TrainingKeys(
        batchSize,
        epochs,
        step + more,
        optimizer,
        new Schedule.Cooldown(schedule.factor(step, steps), step),
        warmupSteps,
        clipNorm,
        validationInterval,
        OptionalInt.of(0),
        tolerance,
        averageEvery,
        trim,
        seed);
  }

  /** The same training with another seed. */
  public TrainingKeys withSeed(long other) {
    return new TrainingKeys(
        batchSize,
        epochs,
        steps,
        optimizer,
        schedule,
        warmupSteps,
        clipNorm,
        validationInterval,
        patience,
        tolerance,
        averageEvery,
        trim,
        other);
  }

  private TrainingKeys with(OptimizerKeys other) {
    return new TrainingKeys(
        batchSize,
        epochs,
        steps,
        other,
        schedule,
        warmupSteps,
        clipNorm,
        validationInterval,
        patience,
        tolerance,
        averageEvery,
        trim,
        seed);
  }

  /**
   * The training.
   *
   * @throws java.util.NoSuchElementException if a key is left out
   */
  public TrainingConfig complete() {
    return new TrainingConfig(
        batchSize.orElseThrow(),
        epochs.orElseThrow(),
        steps,
        new OptimizerConfig(
            optimizer.type,
            optimizer.learningRate.orElseThrow(),
            optimizer.weightDecay.orElseThrow(),
            optimizer.averageSteps.orElseThrow()),
        schedule,
        warmupSteps,
        clipNorm,
        validationInterval.orElseThrow(),
        patience.orElseThrow(),
        tolerance,
        averageEvery,
        trim.orElse(0),
        seed);
  }
}
