package normflow.spark.job;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.density.Density;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.flow.Flow;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.work.PartitionWork;
import normflow.train.TrainingConfig;

/**
 * What a training needs and the start of Spark does not, at the same time: the flow is planned, for
 * which nd4j is loaded, and its gradient is computed on random rows, for the JVM to compile the
 * kernels. Nothing of it has an influence on the result.
 */
public final class HeadStart {

  private static final int MOST_ROWS = 512;
  private static final int MOST_CALLS = 60;

  /** The start of Spark takes about as long: wide flows are not to take cores from what follows. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  /** Of a table: what is left out may follow from others, and the plan is of no use then. */
  private static final long GUESSED_ROWS = 8_000;

  private HeadStart() {}

  /**
   * Begins on a thread of its own, which is returned.
   *
   * @param computes whether tasks run in this process, so that its kernels are to be compiled
   */
  public static Thread begin(RunConfig job, boolean computes) {
    Thread thread =
        new Thread(
            () -> columns(job.data()).ifPresent(dim -> run(job, dim, computes)),
            "normflow-head-start");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void run(RunConfig job, int dim, boolean computes) {
    try {
      int context = job.data().context().size();
      long rows = job.data().match(table -> GUESSED_ROWS, Source.Generated::rows);
      RunConfig settled = job.settled(TableDefaults.of(rows, dim + context, true, job.training()));
      Flow flow = settled.flow().flow(dim, context);
      TrainingConfig training = settled.training().complete();
      SentPlan plan =
          PartitionWork.of(flow, training, MOST_ROWS, PartitionWork.Watch.none()).plan();
      if (computes) {
        EnginePool.with(plan, engine -> warmUp(engine, flow, training.batchSize()));
      }
    } catch (RuntimeException | LinkageError e) {
      // The job meets it too, where it can be told.
    }
  }

  private static Engine warmUp(Engine engine, Flow flow, int batchSize) {
    int rows = Math.min(MOST_ROWS, batchSize);
    float[] values = new float[rows * flow.width()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    float[] parameters = flow.layout().initial(1);
    Block block = new Block(values, rows, flow.width());
    long began = System.nanoTime();
    for (int i = 0; i < MOST_CALLS && System.nanoTime() - began < LONGEST.toNanos(); i++) {
      engine.lossAndGradient(parameters, block);
    }
    return engine;
  }

  /** The data columns, where they are known before the table is; a single one may hold vectors. */
  private static OptionalInt columns(Source source) {
    return source.match(
        table ->
            table.columns().size() > 1
                ? OptionalInt.of(table.columns().size())
                : OptionalInt.empty(),
        generated -> generated.knownDensity().stream().mapToInt(Density::dim).findFirst());
  }
}
