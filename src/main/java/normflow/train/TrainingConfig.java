package normflow.train;

import java.io.Serializable;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;

/**
 * How a flow is trained.
 *
 * @param batchSize rows of a mini-batch over all partitions, at least 1
 * @param epochs passes over the training rows; used when {@code steps} is 0
 * @param steps mini-batches, or 0 to count in epochs
 * @param optimizer what turns gradients into updates
 * @param schedule of the learning rate
 * @param warmupSteps over which the learning rate rises linearly, 0 or more
 * @param clipNorm greatest norm of the mean gradient, positive; longer ones are shortened to it
 * @param validationInterval steps between two validations; 0: before the first step, and then after
 *     steps whose number grows by a tenth from one validation to the next
 * @param patience validations in a row without a better likelihood after which training stops; 0
 *     never stops early. Where {@code validationInterval} is 0 no training stops before step 200:
 *     the first validations are a step apart
 * @param tolerance in nats; a validation that is better by less counts as none for {@code patience}
 * @param averageEvery 1 averages gradients over partitions in every step; k > 1 lets every
 *     partition take k steps of its own and averages parameters and optimiser state then, which
 *     exchanges less and is another optimisation. Validations, checkpoints and early stopping wait
 *     for the average
 * @param trim share of the rows that a task has of a mini-batch, those least likely by then, that
 *     gradients leave out from step 100 on: rows of another kind, which a flow would learn else;
 *     below 0.5
 * @param seed of start values and of the order of rows
 */
public record TrainingConfig(
    int batchSize,
    int epochs,
    long steps,
    OptimizerConfig optimizer,
    Schedule schedule,
    long warmupSteps,
    double clipNorm,
    int validationInterval,
    int patience,
    double tolerance,
    int averageEvery,
    double trim,
    long seed)
    implements Serializable {

  private static final long FEWEST_STEPS = 200;

  /** Before that what is unlikely is so by chance. */
  private static final long TRIMMED_FROM = 100;

  public TrainingConfig {
    atLeast("batchSize", batchSize, 1);
    atLeast("steps", steps, 0);
    atLeast("epochs", epochs, steps == 0 ? 1 : 0);
    atLeast("warmupSteps", warmupSteps, 0);
    atLeast("validationInterval", validationInterval, 0);
    atLeast("patience", patience, 0);
    atLeast("averageEvery", averageEvery, 1);
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance = " + tolerance + ": must not be negative");
    }
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException("clipNorm = " + clipNorm + ": must be positive");
    }
    if (!(trim >= 0 && trim < 0.5)) {
      throw new IllegalArgumentException("trim = " + trim + ": must be from 0 to below 0.5");
    }
  }

  /** One whose gradients leave no row out. */
  public TrainingConfig(
      int batchSize,
      int epochs,
      long steps,
      OptimizerConfig optimizer,
      Schedule schedule,
      long warmupSteps,
      double clipNorm,
      int validationInterval,
      int patience,
      double tolerance,
      int averageEvery,
      long seed) {
    this(
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
        0,
        seed);
  }

  /**
   * How many of a task's rows the gradient of a step leaves out: whole numbers that come to the
   * share over the steps, also where it is less than a row.
   */
  public int trimmed(long step, int rows) {
    double each = trim * rows;
    return step < TRIMMED_FROM
        ? 0
        : (int) (Math.floor((step + 1) * each) - Math.floor(step * each));
  }

  /** 50 epochs of mini-batches of 1,024 rows with Adam and a cosine schedule, whatever the rows. */
  public static TrainingConfig defaults() {
    return new TrainingConfig(
        1024, 50, 0, OptimizerConfig.defaults(), Schedule.Cosine.defaults(), 0, 5, 200, 0, 0, 1, 1);
  }

  /** Steps before which {@code patience} ends nothing. */
  long fewestSteps() {
    return validationInterval > 0 ? 0 : FEWEST_STEPS;
  }

  /** Mini-batches of one pass over {@code rows} rows. */
  public long stepsPerEpoch(long rows) {
    return Math.max(1, (rows + batchSize - 1) / batchSize);
  }

  /** Mini-batches of the whole run over {@code rows} rows. */
  public long totalSteps(long rows) {
    return steps > 0 ? steps : Math.multiplyExact(epochs, stepsPerEpoch(rows));
  }

  /** Whether a validation is due after one of the steps behind {@code before} up to this one. */
  boolean validates(long before, long step) {
    if (validationInterval > 0) {
      return before >= 0 && step / validationInterval > before / validationInterval;
    }
    long next = 0;
    while (next <= before) {
      next = Math.max(next + 1, next / 10 * 11 + next % 10 * 11 / 10);
    }
    return next <= step;
  }

  double learningRate(long step, long total) {
    double warmup = step < warmupSteps ? (step + 1.0) / warmupSteps : 1;
    return optimizer.learningRate() * warmup * schedule.factor(step, total);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " = " + value + ": must be at least " + least);
    }
  }
}
