package normflow.spark.work;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.density.Density;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.SentPlan;
import normflow.train.TrainingConfig;

/**
 * What a job needs and the start of Spark does not, at the same time: the flow is planned, for
 * which nd4j is loaded, and for a training its gradient is computed on random rows, for the JVM to
 * compile the kernels. Nothing of it has an influence on the result.
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
   * Begins a training on a thread of its own, which is returned.
   *
   * @param computes whether tasks run in this process, so that its kernels are to be compiled
   */
  public static Thread begin(RunConfig job, boolean computes) {
    return begin(() -> columns(job.data()).ifPresent(dim -> train(job, dim, computes)));
  }

  /**
   * Plans what a model is used for, on a thread of its own, which is returned. Calls of its kernels
   * would take processor time from a short job: there are few of them in it.
   *
   * @param tasks that the job plans
   */
  public static Thread begin(Model model, Task... tasks) {
    return begin(() -> SentPlan.of(model.flow(), tasks));
  }

  private static Thread begin(Runnable start) {
    Thread thread =
        new Thread(
            () -> {
              try {
                start.run();
              } catch (RuntimeException | LinkageError e) {
                // The job meets it too, where it can be told.
              }
            },
            "normflow-head-start");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void train(RunConfig job, int dim, boolean computes) {
    int context = job.data().context().size();
    long rows = job.data().match(table -> GUESSED_ROWS, Source.Generated::rows);
    TableDefaults defaults = TableDefaults.of(rows, dim + context, true, job.training());
    RunConfig settled = job.settled(defaults);
    List<Architecture> candidates = defaults.candidates(job);
    // The last one takes longest.
    Flow flow = candidates.get(candidates.size() - 1).flow(dim, context);
    TrainingConfig training = settled.training().complete();
    SentPlan plan = PartitionWork.of(flow, training, MOST_ROWS, PartitionWork.Watch.none()).plan();
    if (computes) {
      EnginePool.with(plan, engine -> warmUp(engine, flow, training.batchSize()));
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
