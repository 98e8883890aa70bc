package normflow.distributed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.train.Gradients;
import normflow.train.TrainingConfig;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * Gradients by one Spark job a step: parameters go out by broadcast, every partition sums over its
 * share of the mini-batch, and the driver adds the sums in partition order, so that the bits do not
 * depend on which task ends first.
 */
final class JobExchange implements Gradients {

  /** Rows that share statistics in the pass over all of them. */
  private static final int STATISTICS_ROWS = 8192;

  private final JavaSparkContext spark;
  private final Flow flow;
  private final TrainingConfig config;
  private final SampleBlocks training;
  private final SampleBlocks validation;
  private final int trained;
  private final int statisticsColumns;

  JobExchange(
      JavaSparkContext spark,
      Flow flow,
      TrainingConfig config,
      SampleBlocks training,
      SampleBlocks validation) {
    this.spark = spark;
    this.flow = flow;
    this.config = config;
    this.training = training;
    this.validation = validation;
    this.trained = flow.layout().trainedSize();
    this.statisticsColumns = (flow.layout().size() - trained) / 2;
  }

  @Override
  public long rows() {
    return training.rows();
  }

  @Override
  public int statisticsColumns() {
    return statisticsColumns;
  }

  @Override
  public GradientSum gradient(long step, float[] parameters) {
    Flow flow = this.flow;
    long seed = config.seed();
    long stepsPerEpoch = config.stepsPerEpoch(training.rows());
    List<GradientSum> sums =
        perPartition(
            training.blocks(),
            parameters,
            (partition, blocks, values) -> {
              Block share = MiniBatch.of(blocks, flow.dim(), seed, step, stepsPerEpoch, partition);
              return EnginePool.with(flow, engine -> engine.lossAndGradient(values, share));
            });
    GradientSum sum = GradientSum.empty(trained, statisticsColumns);
    for (GradientSum part : sums) {
      sum = sum.plus(part);
    }
    return sum;
  }

  @Override
  public Moments statistics(float[] parameters) {
    Flow flow = this.flow;
    int columns = statisticsColumns;
    return merged(
        columns,
        perPartition(
            training.blocks(),
            parameters,
            (partition, blocks, values) ->
                EnginePool.with(flow, engine -> statistics(engine, values, blocks, columns))));
  }

  private static Moments statistics(
      Engine engine, float[] parameters, List<Block> blocks, int columns) {
    Moments all = Moments.empty(columns);
    for (Block block : blocks) {
      int parts = Math.max(1, block.rows() / STATISTICS_ROWS);
      for (int part = 0; part < parts; part++) {
        int first = (int) ((long) block.rows() * part / parts);
        int end = (int) ((long) block.rows() * (part + 1) / parts);
        if (end - first > 1) {
          all = all.merge(engine.statistics(parameters, block.slice(first, end - first)));
        }
      }
    }
    return all;
  }

  @Override
  public Moments validation(float[] parameters) {
    if (validation.rows() == 0) {
      return Moments.empty(1);
    }
    Flow flow = this.flow;
    return merged(
        1,
        perPartition(
            validation.blocks(),
            parameters,
            (partition, blocks, values) ->
                EnginePool.with(flow, engine -> negativeLogLikelihood(engine, values, blocks))));
  }

  private static Moments negativeLogLikelihood(
      Engine engine, float[] parameters, List<Block> blocks) {
    Moments all = Moments.empty(1);
    for (Block block : blocks) {
      float[] logDensity = engine.logDensity(parameters, block);
      all = all.merge(Moments.of(logDensity.length, row -> -logDensity[row]));
    }
    return all;
  }

  private static Moments merged(int columns, List<Moments> parts) {
    Moments all = Moments.empty(columns);
    for (Moments part : parts) {
      all = all.merge(part);
    }
    return all;
  }

  /** What a partition computes from its blocks and the parameters. */
  private interface Work<T> extends java.io.Serializable {
    T apply(int partition, List<Block> blocks, float[] parameters);
  }

  /** One result for each partition, in their order. */
  private <T> List<T> perPartition(JavaRDD<Block> blocks, float[] parameters, Work<T> work) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      Function2<Integer, Iterator<Block>, Iterator<T>> task =
          (partition, iterator) -> {
            List<Block> held = new ArrayList<>();
            iterator.forEachRemaining(held::add);
            return List.of(work.apply(partition, held, broadcast.value())).iterator();
          };
      return blocks.mapPartitionsWithIndex(task, true).collect();
    } finally {
      broadcast.destroy();
    }
  }
}
