package normflow.spark.exchange;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import normflow.engine.Block;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.spark.Sent;
import normflow.spark.exchange.mail.WaitLimits;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.Command;
import normflow.spark.work.Command.Kind;
import normflow.spark.work.PartitionWork;
import normflow.spark.work.PartitionWork.Watch;
import normflow.train.Trainer;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * What a step costs beside its computation, side by side: an empty Spark job, one job a step, and
 * resident tasks.
 *
 * <p>Arguments: {@code MASTER cost WIDTH TASKS...}, {@code MASTER train BATCH STEPS [TASKS]} or
 * {@code MASTER idle SECONDS}. A width of 64 is the flow of 71,744 parameters, one of 560 has five
 * million.
 */
public final class ExchangeBenchmark {

  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
  private static final int ROUNDS = 7;

  /** Of a flow of five million parameters a fifteenth. */
  private static final int WARM_UP = 60;

  private static final int STEPS = 150;

  private final JavaSparkContext spark;
  private final Flow flow;

  private ExchangeBenchmark(JavaSparkContext spark, int width) {
    this.spark = spark;
    this.flow =
        new Architecture.RealNvp(8, List.of(width, width), Bound.TANH, true, new StandardNormal())
            .flow(2);
  }

  public static void main(String[] arguments) throws InterruptedException {
    SparkConf conf =
        new SparkConf()
            .setMaster(arguments[0])
            .setAppName("exchange benchmark")
            .set("spark.ui.enabled", "false")
            .set("spark.log.level", "ERROR")
            .set("spark.locality.wait", "0s")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .set("spark.task.maxDirectResultSize", "64m")
            .set("spark.plugins", ExchangePlugin.class.getName())
            .set("spark.executor.memory", "1g")
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    int[] numbers = Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      boolean cost = arguments[1].equals("cost");
      ExchangeBenchmark benchmark = new ExchangeBenchmark(spark, cost ? numbers[0] : 64);
      switch (arguments[1]) {
        case "cost" -> Arrays.stream(numbers).skip(1).forEach(benchmark::cost);
        case "train" ->
            benchmark.train(numbers[0], numbers[1], numbers.length > 2 ? numbers[2] : 2);
        case "idle" -> benchmark.idle(numbers[0]);
        default -> throw new IllegalArgumentException(arguments[1] + ": cost, train or idle");
      }
    }
  }

  /** Nothing to compute: no rows. */
  private void cost(int tasks) {
    SampleBlocks none = samples(tasks, 0);
    PartitionWork work = planned(spark, PartitionWork.of(flow, config(512, 1), 512, Watch.none()));
    JavaRDD<Integer> empty = spark.parallelize(List.of(1, 2, 3), tasks);
    float[] parameters = flow.layout().initial(1);
    double[][] times = new double[3][ROUNDS];
    int part = parameters.length > 1_000_000 ? 15 : 1;
    for (int round = 0; round < ROUNDS; round++) {
      times[0][round] =
          milliseconds(part, step -> spark.sc().runJob(empty.rdd(), new Nothing(), BYTES));
      try (Exchange jobs = new JobExchange(spark.sc(), work, none, none)) {
        times[1][round] =
            milliseconds(part, step -> jobs.answers(Command.of(Kind.GRADIENT, step, parameters)));
      }
      try (Exchange resident = resident(work, none, none)) {
        times[2][round] =
            milliseconds(
                part, step -> resident.answers(Command.of(Kind.GRADIENT, step, parameters)));
      }
    }
    print("%d tasks, %,d floats, milliseconds a step:", tasks, flow.layout().trainedSize());
    print("  empty job  %s", spread(times[0]));
    print("  job        %s  %.2f x empty", spread(times[1]), ratio(times[1], times[0]));
    print("  resident   %s  %.3f x empty", spread(times[2]), ratio(times[2], times[0]));
  }

  /** The task of an empty job. */
  private static final class Nothing
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<Integer>, byte[]>
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] apply(TaskContext context, scala.collection.Iterator<Integer> rows) {
      return new byte[0];
    }
  }

  private Exchange resident(PartitionWork work, SampleBlocks training, SampleBlocks validation) {
    return new ResidentExchange(
        spark.sc(),
        work,
        training,
        validation,
        ExchangePlugin.switchboard().orElseThrow(),
        WaitLimits.of(spark.getConf()));
  }

  private interface Step {
    void run(long step);
  }

  private static double milliseconds(int part, Step step) {
    for (int i = 0; i < WARM_UP / part; i++) {
      step.run(i);
    }
    int steps = STEPS / part;
    long started = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      step.run(i);
    }
    return (System.nanoTime() - started) * 1e-6 / steps;
  }

  private static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", median(values), sorted[0], sorted[sorted.length - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double ratio(double[] values, double[] base) {
    return median(values) / median(base);
  }

  /** Training on random rows, with both exchanges in turn. */
  private void train(int batch, int steps, int tasks) {
    SampleBlocks rows = samples(tasks, 8 * batch);
    SampleBlocks none = SampleBlocks.none(spark);
    TrainingConfig config = config(batch, steps);
    PartitionWork work = planned(spark, PartitionWork.of(flow, config, rows.rows(), Watch.none()));
    for (int round = 0; round < 3; round++) {
      try (Exchange jobs = new JobExchange(spark.sc(), work, rows, none)) {
        report("job", config, new PartitionGradients(jobs, work, 0));
      }
      try (Exchange resident = resident(work, rows, none)) {
        report("resident", config, new PartitionGradients(resident, work, 0));
      }
    }
  }

  private void report(String name, TrainingConfig config, PartitionGradients gradients) {
    List<Measurement> whole = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void measured(long steps, Measurement measurement) {
            // The last one may be about the few steps that are left over.
            if (steps % config.validationInterval() == 0) {
              whole.add(measurement);
            }
          }
        };
    Trainer trainer = new Trainer(flow, config, gradients, listener);
    trainer.fit(trainer.initialState());
    Measurement last = whole.get(whole.size() - 1);
    double total = last.split().total();
    print(
        "%-9s batch %,d: %.1f steps/s, %,.0f rows/s; compute %.1f%% exchange %.1f%% update %.1f%%"
            + " of %.2f ms",
        name,
        config.batchSize(),
        config.validationInterval() / total,
        last.rowsPerSecond(),
        100 * last.split().compute() / total,
        100 * last.split().exchange() / total,
        100 * last.split().update() / total,
        1e3 * total / config.validationInterval());
  }

  /** The CPU time of this process while resident tasks wait; for a local master. */
  private void idle(int seconds) throws InterruptedException {
    SampleBlocks none = samples(2, 0);
    PartitionWork work = planned(spark, PartitionWork.of(flow, config(512, 1), 512, Watch.none()));
    print("no tasks: %.2f%% of a core", cpuShare(seconds));
    try (Exchange resident = resident(work, none, none)) {
      resident.answers(Command.of(Kind.GRADIENT, 0, flow.layout().initial(1)));
      print("two idle resident tasks: %.2f%% of a core", cpuShare(seconds));
    }
  }

  private static double cpuShare(int seconds) throws InterruptedException {
    Thread.sleep(3000);
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = system.getProcessCpuTime();
    Thread.sleep(1000L * seconds);
    return 100 * (system.getProcessCpuTime() - before) * 1e-9 / seconds;
  }

  /** The second half of the steps is measured. */
  private static TrainingConfig config(int batch, int steps) {
    return new TrainingConfig(
        batch,
        1,
        steps,
        OptimizerConfig.defaults(),
        new Schedule.Constant(),
        0,
        5,
        Math.max(1, steps / 2),
        0,
        0,
        1,
        1);
  }

  private SampleBlocks samples(int tasks, int rows) {
    SplittableRandom random = new SplittableRandom(1);
    List<List<Block>> parts = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      Block block = Block.zeros(rows / tasks, 2);
      for (int i = 0; i < block.values().length; i++) {
        block.values()[i] = (float) random.nextGaussian();
      }
      parts.add(block.rows() == 0 ? List.of() : List.of(block));
    }
    JavaRDD<Block> blocks = spark.parallelize(parts, tasks).flatMap(List::iterator).cache();
    blocks.foreachPartition(rest -> rest.forEachRemaining(block -> {}));
    return new SampleBlocks(blocks, rows);
  }

  private static void print(String pattern, Object... values) {
    System.out.println(String.format(Locale.ROOT, pattern, values));
  }

  private static PartitionWork planned(JavaSparkContext spark, PartitionWork work) {
    return work.planned(Sent.of(spark.sc(), work.plan()));
  }
}
