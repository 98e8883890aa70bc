package normflow.ml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.spark.score.Sampler;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A trained flow that adds the log-density of every row to a table, batch or stream.
 *
 * <p>Log-densities are in nats, in the units of the input. A saved model is a model folder of
 * normflow's commands too, and folders that those have trained can be loaded.
 */
public final class NormalizingFlowModel extends org.apache.spark.ml.Model<NormalizingFlowModel>
    // All interfaces by name: Py4J does not look for methods in those above them.
    implements ScoreParams<NormalizingFlowModel>, FlowParams<NormalizingFlowModel>, MLWritable {

  private static final long serialVersionUID = 1;

  private final String uid;
  private final Model model;

  @SuppressWarnings("serial")
  private final transient Optional<NormalizingFlowSummary> summary;

  private final transient ModelScores scores;

  /**
   * Never: Spark Connect's list of stages has only classes with such a constructor, and calls
   * {@link #load}.
   *
   * @throws UnsupportedOperationException always
   */
  public NormalizingFlowModel() {
    throw new UnsupportedOperationException("fit or load a NormalizingFlowModel");
  }

  NormalizingFlowModel(String uid, Model model, Optional<NormalizingFlowSummary> summary) {
    this(uid, model, summary, new ModelScores(model));
  }

  private NormalizingFlowModel(
      String uid, Model model, Optional<NormalizingFlowSummary> summary, ModelScores scores) {
    this.uid = uid;
    this.model = model;
    this.summary = summary;
    this.scores = scores;
    setColumnDefaults();
    setScoreDefaults();
  }

  /** Reads a model that was saved, or that {@code train} has made. */
  public static MLReader<NormalizingFlowModel> read() {
    return new Persistence.ModelReader();
  }

  /** Loads a model that was saved, or that {@code train} has made. */
  public static NormalizingFlowModel load(String path) {
    return read().load(path);
  }

  @Override
  public MLWriter write() {
    return new Persistence.ModelWriter(this, model);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NormalizingFlowModel copy(ParamMap extra) {
    NormalizingFlowModel copy = new NormalizingFlowModel(uid, model, summary, scores);
    return copyValues(copy, extra).setParent(parent());
  }

  /** The flow, its parameters and the standardisation before it. */
  public Model model() {
    return model;
  }

  /** Number of columns that it gives a density of. */
  public int numFeatures() {
    return model.flow().dim();
  }

  /** Whether it was fitted by this process and not loaded. */
  public boolean hasSummary() {
    return summary.isPresent();
  }

  /**
   * How the fit went.
   *
   * @throws IllegalStateException if the model was loaded
   */
  public NormalizingFlowSummary summary() {
    return summary.orElseThrow(
        () -> new IllegalStateException(uid + " was loaded: only a fit has a summary"));
  }

  /**
   * Adds the columns that are asked for.
   *
   * @throws ConfigException if the model cannot say what one of them holds, or a column is missing,
   *     has a wrong type or is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    InputColumns columns = InputColumns.of(this);
    AddedColumns added = added(schema);
    if (added.scores()) {
      columns.require(schema, Intake.of(model));
    } else {
      columns.requireContext(schema);
    }
    return added.behind(schema);
  }

  /** What is predicted of a column that a table does not have needs no log-density. */
  private AddedColumns added(StructType schema) {
    InputColumns columns = InputColumns.of(this);
    AddedColumns added = AddedColumns.of(this, isDefined(threshold()));
    added.require(model);
    return !added.outlook().isEmpty() && columns.isMissingIn(schema)
        ? added.withoutDensity(columns.inputs().get(0))
        : added;
  }

  /**
   * Adds the log-density of every row, and what else is asked for. Of rows without the one column
   * that is predicted given others there is no log-density, only the prediction.
   *
   * @throws ConfigException if the table does not fit the model
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    InputColumns columns = InputColumns.of(this);
    AddedColumns added = added(dataset.schema());
    Unscorable unscorable =
        switch (getHandleInvalid()) {
          case "skip" -> Unscorable.SKIP;
          case "keep" -> Unscorable.KEEP;
          default -> Unscorable.FAIL;
        };
    Dataset<Row> rows = dataset.toDF();
    if (added.scores()) {
      rows = scored(columns.table(rows, model), added, unscorable);
    }
    return added.outlook().isEmpty()
        ? rows
        : scores.predicted(columns.contexts(rows, model), added, unscorable);
  }

  private Dataset<Row> scored(Table table, AddedColumns added, Unscorable unscorable) {
    Dataset<Row> scored = scores.scored(table, added.density(), added.latent(), unscorable);
    if (!added.latent().isEmpty()) {
      scored = ModelScores.withVector(scored, added.latent());
    }
    if (!added.prediction().isEmpty()) {
      Column below = InputColumns.quoted(added.density()).lt(getThreshold());
      scored = scored.withColumn(added.prediction(), below.cast("double"));
    }
    if (!added.contributions().isEmpty()) {
      scored = scores.explained(table.over(scored), added.contributions(), unscorable);
    }
    return added.rank().isEmpty()
        ? scored
        : scores.ranked(scored, added.density(), added.rank(), getRankDraws());
  }

  /** One column: the log-densities of the rows that have one. */
  Dataset<Row> densities(Dataset<Row> rows) {
    Table table = InputColumns.of(this).table(rows, model);
    String column = getLogDensityCol();
    return scores
        .scored(table, column, "", Unscorable.SKIP)
        .select(InputColumns.quoted(column).as("density"));
  }

  /**
   * Independent draws, in the columns that the model was trained on: numeric ones, or one of
   * vectors. Row i is a function of seed and i.
   *
   * @throws ConfigException if the density is conditional
   */
  public Dataset<Row> sample(SparkSession session, long rows, long seed) {
    if (!model.contextColumns().isEmpty()) {
      throw new ConfigException(
          "the density is conditioned on "
              + String.join(", ", model.contextColumns())
              + ": sample with a table of these",
          null);
    }
    int partitions = session.sparkContext().defaultParallelism();
    return shaped(Sampler.sample(session, model, rows, seed, partitions));
  }

  /**
   * Draws given the context of every row of a table: the drawn columns, {@code draw}, their number
   * from 0 on, and all columns of the table, of which one that has the name of another is {@code
   * observed_} that name.
   *
   * @param each draws for each row, at least 1
   */
  public Dataset<Row> sample(Dataset<?> contexts, int each, long seed) {
    Table given =
        Table.select(
            contexts.toDF(), List.of(), List.of(getContextCols()), "the table of contexts");
    return shaped(Sampler.sample(model, given, each, seed));
  }

  private Dataset<Row> shaped(Dataset<Row> drawn) {
    if (getInputCols().length > 0) {
      return drawn;
    }
    Column[] elements =
        model.dataColumns().stream().map(InputColumns::quoted).toArray(Column[]::new);
    Column vector =
        org.apache
            .spark
            .ml
            .functions
            .array_to_vector(functions.array(elements))
            .as(getFeaturesCol());
    String taken = getFeaturesCol();
    Column[] columns =
        Stream.concat(
                Stream.of(vector),
                Stream.of(drawn.columns())
                    .filter(name -> !model.dataColumns().contains(name))
                    .map(
                        name ->
                            name.equalsIgnoreCase(taken)
                                ? InputColumns.quoted(name).as(Sampler.OBSERVED + name)
                                : InputColumns.quoted(name)))
            .toArray(Column[]::new);
    return drawn.select(columns);
  }

  /** A copy that came from another process has no summary, and plans anew. */
  private Object readResolve() {
    return copyValues(new NormalizingFlowModel(uid, model, Optional.empty()), ParamMap.empty());
  }

  @Override
  public String toString() {
    return "NormalizingFlowModel: uid=" + uid + ", numFeatures=" + numFeatures();
  }
}
