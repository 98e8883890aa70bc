package normflow.spark.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import normflow.config.RunConfig.ExchangeKind;
import normflow.engine.Block;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.spark.exchange.mail.WaitLimits;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.PartitionWork;
import normflow.spark.work.PartitionWork.Watch;
import normflow.train.Trainer;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.api.java.JavaSparkContext;

/** Training on random rows: a small RealNVP with batch norm, validated on the way. */
final class SmallRun {

  static final int STEPS = 40;

  private final JavaSparkContext spark;
  private final Flow flow =
      new Architecture.RealNvp(2, List.of(16), Bound.TANH, true, new StandardNormal()).flow(3);
  private final TrainingConfig config;
  private final SampleBlocks training;
  private final SampleBlocks validation;
  private final Watch watch;

  /**
   * @param sizes rows of the partitions
   */
  SmallRun(JavaSparkContext spark, List<Integer> sizes, Watch watch) {
    this(spark, sizes, watch, 1);
  }

  SmallRun(JavaSparkContext spark, List<Integer> sizes, Watch watch, int averageEvery) {
    this.config =
        new TrainingConfig(
            64,
            1,
            STEPS,
            OptimizerConfig.defaults(),
            new Schedule.Constant(),
            0,
            5,
            10,
            0,
            0,
            averageEvery,
            5);
    this.spark = spark;
    this.watch = watch;
    this.training = samples(sizes, 3);
    this.validation = samples(sizes, 4);
  }

  private SampleBlocks samples(List<Integer> sizes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Block>> parts = new ArrayList<>();
    for (int size : sizes) {
      Block block = Block.zeros(size, 3);
      for (int i = 0; i < block.values().length; i++) {
        block.values()[i] = (float) random.nextGaussian();
      }
      parts.add(size == 0 ? List.of() : List.of(block));
    }
    long rows = sizes.stream().mapToLong(Integer::longValue).sum();
    return new SampleBlocks(
        spark.parallelize(parts, sizes.size()).flatMap(List::iterator).cache(), rows);
  }

  TrainingResult byJobs() {
    return fit(new JobExchange(spark.sc(), work(), training, validation));
  }

  TrainingResult byResidentTasks() {
    return fit(resident());
  }

  ResidentExchange resident() {
    return new ResidentExchange(
        spark.sc(),
        work(),
        training,
        validation,
        ExchangePlugin.switchboard().orElseThrow(),
        WaitLimits.of(spark.getConf()));
  }

  Exchange choose(ExchangeKind asked) {
    return Exchanges.choose(asked, spark.sc(), work(), training, validation);
  }

  private PartitionWork work() {
    return PartitionWork.of(flow, config, training.rows(), watch);
  }

  float[] start() {
    return flow.layout().initial(config.seed());
  }

  private TrainingResult fit(Exchange exchange) {
    try (PartitionGradients gradients =
        new PartitionGradients(exchange, work(), validation.rows())) {
      Trainer trainer = new Trainer(flow, config, gradients, new TrainingListener() {});
      return trainer.fit(trainer.initialState());
    }
  }
}
