package normflow.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import normflow.flow.Architecture;
import normflow.flow.Base;
import normflow.flow.Nsf;
import normflow.flow.PowerTailNormal;
import normflow.flow.Regression;
import normflow.flow.StandardNormal;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.OptimizerConfig;

/**
 * What a job leaves out, as it suits a table: {@code docs/flows.md} has the rule with its
 * measurements. A run keeps what it got, so that it goes on by the same whatever a later version
 * has for a rule.
 *
 * @param rows to train on
 * @param columns of data and context
 * @param validation share of the rows that choose the parameters
 * @param width of two hidden layers; 0 leaves them to the flow
 * @param base of flows that name none; that of before where it was not kept
 * @param training every key of it
 * @param weightDecays of which the best by validation is taken; one is taken as it is
 */
public record TableDefaults(
    long rows,
    int columns,
    double validation,
    int width,
    Base base,
    TrainingKeys training,
    List<Double> weightDecays) {

  private static final int FEW_COLUMNS = 4;
  private static final long FEWEST_STEPS = 5_000;

  /** Rows beyond which a flow of this size learns little by heart. */
  private static final long MOST_RACED = 20_000;

  public TableDefaults {
    weightDecays = List.copyOf(weightDecays);
  }

  /** What is missing where a run kept it before there was a choice. */
  static Map<String, Object> defaults() {
    return Map.of("base", new StandardNormal());
  }

  /**
   * The rule.
   *
   * @param rows to train on
   * @param columns of data and context
   * @param validated whether there are validation rows
   * @param given keys, which steps and patience go by
   */
  public static TableDefaults of(long rows, int columns, boolean validated, TrainingKeys given) {
    double root = Math.sqrt((double) rows);
    int batch = given.batchSize().orElse(powerOfTwo(1.5 * root, 64, 1024));
    long perEpoch = Math.max(1, (rows + batch - 1) / batch);
    double epochs = 100 * Math.min(1, StrictMath.pow(10_000 / (root * root), 0.375));
    boolean grows = given.validationInterval().orElse(0) == 0;
    TrainingConfig fixed = TrainingConfig.defaults();
    TrainingConfig training =
        new TrainingConfig(
            batch,
            fixed.epochs(),
            Math.max(FEWEST_STEPS, Math.round(epochs * perEpoch)),
            new OptimizerConfig(fixed.optimizer().type(), 0.006, 0, 300),
            fixed.schedule(),
            fixed.warmupSteps(),
            fixed.clipNorm(),
            0,
            validated && grows ? 16 : 0,
            fixed.tolerance(),
            fixed.averageEvery(),
            fixed.seed());
    boolean raced = validated && rows <= MOST_RACED && columns > 2;
    return new TableDefaults(
        rows,
        columns,
        HeldOut.TENTH,
        powerOfTwo(0.75 * root, 32, columns <= FEW_COLUMNS ? 64 : 256),
        PowerTailNormal.defaults(),
        TrainingKeys.of(training),
        raced ? List.of(0.0, 0.3) : List.of(0.0));
  }

  /** Weight decays of each of which there is a training, where some keys are given. */
  public List<Double> raced(TrainingKeys given) {
    OptionalDouble decay = given.optimizer().weightDecay();
    return decay.isPresent() ? List.of(decay.getAsDouble()) : weightDecays;
  }

  /** The flow for the rows of a source: of few columns given others, or of all of them. */
  public static Architecture flow(Source source) {
    return flow(
        source.match(table -> table.columns().size(), generated -> 0), !source.context().isEmpty());
  }

  /** The flow for so many columns. */
  public static Architecture flow(int columns, boolean context) {
    return context && columns <= FEW_COLUMNS ? Regression.defaults() : Nsf.defaults();
  }

  /** The flows that a job tries, with what they leave out; of most jobs one. */
  public List<Architecture> candidates(RunConfig job) {
    return job.flow().candidates(flow(job.data()), !job.data().context().isEmpty()).stream()
        .map(each -> each.settled(width, base))
        .toList();
  }

  /** What every table got before there was a rule. */
  public static TableDefaults before() {
    return new TableDefaults(
        0, 0, 0, 0, new StandardNormal(), TrainingKeys.of(TrainingConfig.defaults()), List.of(0.0));
  }

  private static int powerOfTwo(double near, int least, int most) {
    int found = 1 << Math.round(StrictMath.log(near) / StrictMath.log(2));
    return Math.max(least, Math.min(most, found));
  }
}
