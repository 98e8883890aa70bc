package normflow.spark.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import normflow.engine.Moments;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.reference.ReferenceLines;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.output.Output;
import normflow.spark.rows.References;
import normflow.spark.rows.RowCounts;
import normflow.spark.rows.Samples;
import normflow.spark.scan.RowsCheck;
import normflow.spark.work.TaskCount;
import normflow.storage.Storage;
import normflow.store.Provenance.Raced;
import normflow.store.TrainedRows;
import normflow.train.TrainingResult;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The rows of a job, read and standardised once for many trainings. */
public final class PreparedRows implements AutoCloseable {

  private final SparkSession session;
  private final Samples samples;
  private final References references;
  private final List<OneTask> places = new ArrayList<>();

  private PreparedRows(SparkSession session, Samples samples, References references) {
    this.session = session;
    this.samples = samples;
    this.references = references;
  }

  /**
   * Finds, reads and checks the rows.
   *
   * @param partitions that they are held in
   * @throws normflow.codec.ConfigException if the job or its data do not allow it
   */
  public static PreparedRows of(SparkSession session, RunConfig job, int partitions) {
    Samples samples = Samples.prepare(session, job, partitions);
    try {
      References references = samples.inspect();
      references.begin();
      return new PreparedRows(session, samples, references);
    } catch (Throwable e) {
      samples.unpersist();
      throw e;
    }
  }

  /**
   * Makes sure that a job's flow fits the columns.
   *
   * @throws normflow.codec.ConfigException if it does not
   */
  public void requireFits(RunConfig job) {
    flow(job);
  }

  Flow flow(RunConfig job) {
    return samples.flow(job.flow());
  }

  /** The bytes of all used rows as standardised floats. */
  public long bytes() {
    return 4L * samples.standardization().width() * counts().used();
  }

  /** The number of rows to train on. */
  public long trainingRows() {
    return samples.training().rows();
  }

  /** The number of rows that choose the parameters. */
  public long validationRows() {
    return samples.validation().rows();
  }

  /**
   * The mean of models that were trained on these rows as one, measured and saved.
   *
   * @param job of the first of them, with an output of its own
   * @param models at least two
   * @throws IllegalArgumentException if they have no mean
   */
  public Trained mean(RunConfig job, List<Model> models, Storage storage) {
    Model mean = Model.mean(models);
    Evaluation validation =
        Evaluation.of(mean, samples.validation(), Optional.empty(), ReferenceLines.none());
    double loss = validation.nll() + offset();
    Moments moments = Moments.of(1, row -> loss);
    TrainingResult none = new TrainingResult(mean.parameters(), 0, 0, 0, false, moments, List.of());
    Fitted fitted = Fitted.of(mean, none, samples, job.data().knownDensity(), references, 0);
    // The types of columns are those of flows that take atoms.
    RunConfig own =
        job.flow().takesAtoms()
            ? job
            : job.withFlow(new Architecture.Custom(List.of(), mean.flow().base()));
    ModelFolder folder = folder(own, List.of());
    return folder.test(storage, fitted, folder.save(storage, fitted));
  }

  /** Standardised test rows at even distances; some thousands at most. */
  public List<float[]> tested() {
    return References.sample(samples.test(), samples.standardization().width());
  }

  /** Standardised validation rows at even distances; some thousands at most. */
  List<float[]> validated() {
    return validated(samples);
  }

  static List<float[]> validated(Samples samples) {
    return References.sample(samples.validation(), samples.standardization().width());
  }

  /** What a job that leaves keys out gets from these rows. */
  public TableDefaults defaults(RunConfig job) {
    return samples.defaults(job.training());
  }

  /** Parts that the rows are held in. */
  public int partitions() {
    return samples.partitions();
  }

  /** What tells these rows from others. */
  public TrainedRows identity() {
    return check().now();
  }

  /**
   * Makes sure that something was made from the same rows; a warning, once, where that cannot be
   * known.
   *
   * @param where it is from, such as a trial
   * @throws normflow.codec.ConfigException if it was made from others
   */
  public void requireSame(Optional<TrainedRows> then, String where) {
    check().require(then, where);
  }

  RowsCheck check() {
    return samples.check();
  }

  RowCounts counts() {
    return samples.counts();
  }

  /** Whether nothing can be trained on them any more. */
  boolean isSparkStopped() {
    return session.sparkContext().isStopped();
  }

  /** What log-densities have more in the units of the input than standardised. */
  double offset() {
    return samples.standardization().logDensityOffset();
  }

  /** Where the result of a training on them goes. */
  ModelFolder folder(RunConfig job, List<Raced> race) {
    int tasks =
        job.partitions() > 0
            ? partitions()
            : Math.min(
                partitions(),
                TaskCount.paying(flow(job), job.training().complete(), trainingRows()));
    return new ModelFolder(session, job, tasks, counts(), references, race);
  }

  /**
   * Trainings that are one task each; the rows must have been prepared for one partition.
   *
   * @param output that the trainings write
   */
  public StagedTraining inTasks(Output output) {
    if (partitions() != 1) {
      throw new IllegalStateException("partitions = " + partitions() + ": a task holds one");
    }
    Storage storage = output.storage();
    JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
    OneTask place = new OneTask(spark, storage, samples, references);
    places.add(place);
    // Every executor is about to have its own copy.
    samples.unpersist();
    return new StagedTraining(this, storage, output.claim(), place);
  }

  /**
   * Trainings that take all partitions, to be called one after the other.
   *
   * @param output that the trainings write
   */
  public StagedTraining overPartitions(Output output) {
    return new StagedTraining(this, output.storage(), output.claim(), allPartitions(output));
  }

  TrainingPlace allPartitions(Output output) {
    return new AllPartitions(session, output.storage(), output.claim(), samples, references);
  }

  /** Frees the cached rows, and what executors were sent. */
  @Override
  public void close() {
    places.forEach(OneTask::close);
    samples.unpersist();
  }
}
