package normflow.page.advice;

import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.spark.exchange.Exchanges;
import normflow.spark.job.StepTime;
import normflow.spark.rows.RowCounts;
import normflow.spark.rows.Samples;
import normflow.spark.work.PartitionWork;
import normflow.spark.work.TaskCount;
import normflow.train.TrainingConfig;
import org.apache.spark.sql.SparkSession;

/**
 * What a training job would be: everything that it finds out before its first step, and a guess of
 * its time.
 *
 * @param rows training, validation, test and skipped ones
 * @param columns names and what each is taken as; those of the context are given
 * @param flow the type of the flow; of several that are tried, of the last one, as what follows is
 * @param candidates the types of all that are tried, if there are several
 * @param parameters how many values are trained
 * @param batchSize rows of a step
 * @param steps the most that there are
 * @param epochs how many times these steps take all training rows
 * @param weightDecays of which each has a training of its own, and the best is taken
 * @param partitions parts that the rows are held in
 * @param exchange how tasks and driver exchange gradients
 * @param rowBytes of the standardised rows, in the executors together
 * @param driverBytes of parameters, gradients and the optimiser's state
 * @param secondsOfStep the median of some of the first ones
 */
public record DryRun(
    RowCounts rows,
    List<Column> columns,
    String flow,
    List<String> candidates,
    int parameters,
    int batchSize,
    long steps,
    double epochs,
    List<Double> weightDecays,
    int partitions,
    String exchange,
    long rowBytes,
    long driverBytes,
    double secondsOfStep) {

  /** A column by its name, and what it is taken as. */
  public record Column(String name, String taken) {}

  /**
   * Reads the rows of a job and takes some steps, of which nothing is kept.
   *
   * @throws normflow.codec.ConfigException if the job or its data do not allow the training
   */
  public static DryRun of(SparkSession session, RunConfig job) {
    Samples samples = Samples.prepare(session, job, TaskCount.held(job.partitions(), session));
    try {
      samples.warn();
      return of(session, job, samples);
    } finally {
      samples.unpersist();
    }
  }

  private static DryRun of(SparkSession session, RunConfig job, Samples samples) {
    TableDefaults defaults = samples.defaults(job.training());
    RunConfig settled = job.settled(defaults);
    List<Architecture> candidates = defaults.candidates(job);
    List<String> types = candidates.stream().map(each -> Codec.typeName(each.getClass())).toList();
    Flow flow = samples.flow(candidates.get(candidates.size() - 1));
    TrainingConfig training = settled.training().complete();
    long rows = samples.training().rows();
    boolean open = job.partitions() == 0;
    int partitions = TaskCount.taken(flow, training, rows, samples.partitions(), open);
    PartitionWork work = PartitionWork.of(flow, training, rows, PartitionWork.Watch.none());
    String exchange = Exchanges.described(job.exchange(), session.sparkContext(), work, partitions);
    long steps = training.totalSteps(rows);
    return new DryRun(
        samples.counts(),
        columns(samples),
        types.get(types.size() - 1),
        types.size() == 1 ? List.of() : types,
        flow.layout().trainedSize(),
        training.batchSize(),
        steps,
        (double) steps / training.stepsPerEpoch(rows),
        defaults.raced(job.training()),
        partitions,
        exchange,
        (long) Float.BYTES * samples.standardization().width() * samples.counts().used(),
        driverBytes(flow, training, work, partitions),
        StepTime.seconds(session, flow, training, job.exchange(), samples, open));
  }

  private static List<Column> columns(Samples samples) {
    int dim = samples.standardization().dim();
    return IntStream.range(0, samples.columns().size())
        .mapToObj(i -> new Column(samples.columns().get(i), taken(samples, i, dim)))
        .toList();
  }

  private static String taken(Samples samples, int column, int dim) {
    if (column >= dim) {
      return "given, numbers";
    }
    return samples.words().isEmpty() ? "numbers" : samples.words().get(column);
  }

  /** Of the newest and the best parameters, the optimiser, and an answer of each partition. */
  private static long driverBytes(
      Flow flow, TrainingConfig training, PartitionWork work, int partitions) {
    long trained = flow.layout().trainedSize();
    long state = training.optimizer().stateSize(flow.layout().trainedSize());
    return Float.BYTES * (2L * flow.layout().size() + trained + state)
        + partitions * work.mostBytes();
  }

  /** The seconds of all steps of all trainings, if none ends early. */
  public double seconds() {
    // Gaussians take next to none.
    long flows = candidates.stream().filter(type -> !type.equals("gaussians")).count();
    return secondsOfStep * steps * weightDecays.size() * Math.max(1, flows);
  }
}
