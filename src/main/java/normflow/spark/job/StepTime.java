package normflow.spark.job;

import java.util.Optional;
import normflow.config.RunConfig.ExchangeKind;
import normflow.flow.Flow;
import normflow.spark.rows.Samples;
import normflow.train.StepTimes;
import normflow.train.TrainingConfig;
import normflow.train.TrainingState;
import org.apache.spark.sql.SparkSession;

/** How long the steps of a training take, by the first ones; nothing of them is kept. */
public final class StepTime {

  private static final double SECONDS = 10;
  private static final double SECONDS_OF_STAGE = 2;
  private static final int FIRST_STEPS = 4;

  private StepTime() {}

  /**
   * Takes steps for some seconds, in stages, as the JVM compiles kernels while they run.
   *
   * @param open whether the job leaves the number of partitions open
   * @return the median of the last stage, seconds
   * @throws normflow.train.TrainingException if training cannot go on
   */
  public static double seconds(
      SparkSession session,
      Flow flow,
      TrainingConfig training,
      ExchangeKind exchange,
      Samples samples,
      boolean open) {
    Fit fit = new Fit(session, flow, training, exchange, samples, open);
    long all = training.totalSteps(samples.training().rows());
    Optional<TrainingState> state = Optional.empty();
    long until = Math.min(all, FIRST_STEPS);
    long began = System.nanoTime();
    while (true) {
      StepTimes steps = new StepTimes(state.map(TrainingState::step).orElse(0L));
      state = Optional.of(fit.advance(state, until, steps));
      if (until == all || (System.nanoTime() - began) * 1e-9 > SECONDS) {
        return steps.median();
      }
      until = Math.min(all, until + 1 + (long) (SECONDS_OF_STAGE / steps.median()));
    }
  }
}
