package normflow.spark.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import normflow.config.RunConfig.ExchangeKind;
import normflow.flow.Flow;
import normflow.spark.rows.Samples;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
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
   * @return the median of the last stage, seconds
   * @throws normflow.train.TrainingException if training cannot go on
   */
  public static double seconds(
      SparkSession session,
      Flow flow,
      TrainingConfig training,
      ExchangeKind exchange,
      Samples samples) {
    Fit fit = new Fit(session, flow, training, exchange, samples);
    long all = training.totalSteps(samples.training().rows());
    Optional<TrainingState> state = Optional.empty();
    long until = Math.min(all, FIRST_STEPS);
    long began = System.nanoTime();
    while (true) {
      Steps steps = new Steps(state.map(TrainingState::step).orElse(0L));
      state = Optional.of(fit.advance(state, until, steps));
      if (until == all || (System.nanoTime() - began) * 1e-9 > SECONDS) {
        return steps.median();
      }
      until = Math.min(all, until + 1 + (long) (SECONDS_OF_STAGE / steps.median()));
    }
  }

  /** Notes how long each step took. */
  private static final class Steps implements TrainingListener {

    private final List<Double> seconds = new ArrayList<>();
    private long before;
    private long last = System.nanoTime();

    Steps(long before) {
      this.before = before;
    }

    @Override
    public void stepped(long step, long steps, double meanLoss) {
      long now = System.nanoTime();
      seconds.add((now - last) * 1e-9 / Math.max(1, step - before));
      before = step;
      last = now;
    }

    double median() {
      Collections.sort(seconds);
      return seconds.get(seconds.size() / 2);
    }
  }
}
