package normflow.spark.job;

import java.util.Optional;
import java.util.function.BiFunction;
import normflow.codec.ConfigException;
import normflow.config.RunConfig.ExchangeKind;
import normflow.density.Density;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.spark.Cancellation;
import normflow.spark.FailureCause;
import normflow.spark.Sent;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.exchange.Exchange;
import normflow.spark.exchange.Exchanges;
import normflow.spark.exchange.PartitionGradients;
import normflow.spark.rows.References;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.rows.Samples;
import normflow.spark.work.PartitionWork;
import normflow.spark.work.TaskCount;
import normflow.train.Trainer;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a flow on prepared rows, every step over all their partitions.
 *
 * @param session whose cluster holds the rows
 * @param flow what is trained
 * @param training how
 * @param exchange how tasks and driver exchange parameters and gradients
 * @param samples the rows
 * @param partitionsOpen whether the job leaves the number of partitions open
 */
record Fit(
    SparkSession session,
    Flow flow,
    TrainingConfig training,
    ExchangeKind exchange,
    Samples samples,
    boolean partitionsOpen) {

  private static final Logger LOG = LoggerFactory.getLogger(Fit.class);

  /**
   * Trains to the end.
   *
   * @param start what to go on from; empty to begin
   * @throws normflow.codec.ConfigException if the cluster does not allow the exchange
   * @throws normflow.train.TrainingException if training cannot go on
   */
  TrainingResult run(Optional<TrainingState> start, TrainingListener listener) {
    return train(start, listener, Trainer::fit);
  }

  /**
   * Trains until so many steps are done.
   *
   * @param start what to go on from; empty to begin
   * @throws normflow.codec.ConfigException if the cluster does not allow the exchange
   * @throws normflow.train.TrainingException if training cannot go on
   */
  TrainingState advance(Optional<TrainingState> start, long until, TrainingListener listener) {
    return train(start, listener, (trainer, state) -> trainer.advance(state, until));
  }

  private <T> T train(
      Optional<TrainingState> start,
      TrainingListener listener,
      BiFunction<Trainer, TrainingState, T> how) {
    try {
      return Cancellation.guard(session.sparkContext(), () -> trainSpread(start, listener, how));
    } catch (Exception e) {
      // Spark says that in many ways, checked exceptions that it does not declare among them.
      if (session.sparkContext().isStopped()) {
        throw FailureCause.stopped();
      }
      throw e;
    }
  }

  private <T> T trainSpread(
      Optional<TrainingState> start,
      TrainingListener listener,
      BiFunction<Trainer, TrainingState, T> how) {
    long rows = samples.training().rows();
    int held = samples.partitions();
    int paying = TaskCount.paying(flow, training, rows);
    if (partitionsOpen && paying < held && start.isEmpty()) {
      LOG.info(
          "{} of {} cores: a step of {} rows is too small for more (partitions sets another number)",
          paying,
          held,
          Math.min(rows, training.batchSize()));
    }
    Samples spread = samples.over(TaskCount.taken(flow, training, rows, held, partitionsOpen));
    try {
      return trainHeld(spread, start, listener, how);
    } finally {
      release(spread);
    }
  }

  private <T> T trainHeld(
      Samples spread,
      Optional<TrainingState> start,
      TrainingListener listener,
      BiFunction<Trainer, TrainingState, T> how) {
    spread.hold();
    PartitionWork work = work();
    try (Sent<SentPlan> plan = Sent.of(session.sparkContext(), work.plan());
        PartitionGradients gradients = gradients(spread, work.planned(plan))) {
      Trainer trainer = new Trainer(flow, training, gradients, listener);
      return how.apply(trainer, startOf(trainer, start));
    }
  }

  /** Frees what was spread for this fit alone. */
  private void release(Samples spread) {
    if (spread.partitions() != samples.partitions()) {
      spread.training().unpersist();
      spread.validation().unpersist();
    }
  }

  /** The state to go on from if it belongs to this training, else where it begins. */
  static TrainingState startOf(Trainer trainer, Optional<TrainingState> start) {
    TrainingState initial = trainer.initialState();
    start.ifPresent(
        state ->
            ConfigException.unlessRefused(
                () -> {
                  state.requireSizesOf(initial);
                  return state;
                }));
    return start.orElse(initial);
  }

  /** The flow with the parameters that training found. */
  Model model(TrainingResult result) {
    return new Model(flow, samples.columns(), samples.standardization(), result.parameters());
  }

  /** What training came to, to be tested on the test rows if there are any. */
  Fitted fitted(
      TrainingResult result, Optional<Density> density, References references, double seconds) {
    return Fitted.of(model(result), result, samples, density, references, seconds);
  }

  private PartitionWork work() {
    SampleBlocks rows = samples.training();
    return PartitionWork.of(flow, training, rows.rows(), PartitionWork.Watch.none())
        .weighted(rows.weighted());
  }

  private PartitionGradients gradients(Samples spread, PartitionWork work) {
    SampleBlocks validation = spread.validation();
    Exchange chosen =
        Exchanges.choose(exchange, session.sparkContext(), work, spread.training(), validation);
    return new PartitionGradients(chosen, work, validation.rows());
  }
}
