package normflow.ml;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.RunConfig;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.flow.Architecture;
import normflow.flow.Ensemble;
import normflow.spark.Cancellation;
import normflow.spark.job.TableFit;
import normflow.spark.job.TableFit.Fitted;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.Intake;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An estimator that fits a normalizing flow to the rows of a table by maximum likelihood: its model
 * adds the exact log-density of every row.
 *
 * <p>Rows are the vectors of {@code featuresCol} or the numeric {@code inputCols}; they are
 * standardised inside, and log-densities are in nats, in the units of the input. With {@code
 * contextCols} the density is conditional. With {@code contamination} the model marks that share of
 * rows, those of the lowest density, as anomalies.
 */
public final class NormalizingFlow extends Estimator<NormalizingFlowModel>
    // All interfaces by name: Py4J does not look for methods in those above them.
    implements TrainingParams<NormalizingFlow>,
        ValidationParams<NormalizingFlow>,
        ClusterParams<NormalizingFlow>,
        ScoreParams<NormalizingFlow>,
        FlowParams<NormalizingFlow>,
        DefaultParamsWritable,
        MLWritable {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(NormalizingFlow.class);

  private final String uid;

  /** An estimator with an identifier of its own. */
  public NormalizingFlow() {
    this(Identifiable$.MODULE$.randomUID("normalizingFlow"));
  }

  /**
   * An estimator.
   *
   * @param uid its identifier
   */
  public NormalizingFlow(String uid) {
    this.uid = uid;
    setTrainingDefaults();
    setValidationDefaults();
    setClusterDefaults();
    setScoreDefaults();
  }

  /** Reads an estimator that was saved. */
  public static MLReader<NormalizingFlow> read() {
    return Persistence.parametersReader();
  }

  /** Loads an estimator that was saved. */
  public static NormalizingFlow load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public NormalizingFlow copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Adds the columns that the model adds.
   *
   * @throws ConfigException if a parameter or a column does not go with the others
   */
  @Override
  public StructType transformSchema(StructType schema) {
    architecture();
    if (getContamination() > 0 && isDefined(threshold())) {
      throw new ConfigException(
          "contamination = "
              + getContamination()
              + " and threshold = "
              + getThreshold()
              + ": set one of them",
          null);
    }
    new SetTraining(this, this).requireFits(architecture());
    ConfigException.unlessRefused(() -> scaling().requireFits(architecture()));
    requireIndicator(schema);
    if (!getWeightCol().isEmpty()) {
      NumericColumns.requireNumber(schema, getWeightCol(), "the dataset");
    }
    InputColumns columns = InputColumns.of(this);
    AddedColumns added = added();
    columns.require(schema, intake(schema));
    if (getInputCols().length > 1 || columns.isSingle(schema)) {
      added.require(columns.inputs(), columns.context());
    }
    return added.behind(schema);
  }

  private AddedColumns added() {
    return AddedColumns.of(this, getContamination() > 0 || isDefined(threshold()));
  }

  private Scaling scaling() {
    return isForAnomalies() && !isSet(standardize()) && !architecture().takesAtoms()
        ? Scaling.WHITEN
        : Scaling.of(getStandardize());
  }

  private Intake intake(StructType schema) {
    boolean mixed = architecture().takesAtoms();
    return Intake.of(
        mixed,
        ColumnTypes.of(
            ColumnTypes.parsed(getOrDefault(columnTypes())),
            List.of(getInputCols()),
            mixed,
            schema));
  }

  /**
   * Fits the flow.
   *
   * @throws ConfigException if the rows do not allow it
   * @throws normflow.train.TrainingException if training cannot go on
   */
  @Override
  public NormalizingFlowModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    InputColumns columns = InputColumns.of(this);
    Dataset<Row> rows = dataset.toDF();
    Table table = columns.table(training(rows), intake(rows.schema())).weightedBy(getWeightCol());
    added().require(architecture(), table);
    Optional<Table> validation =
        validation(rows).map(held -> table.over(held).weightedBy(getWeightCol()));
    TableFit fit =
        new TableFit(
            architecture(),
            new SetTraining(this, this).keys(),
            shares(),
            getHandleInvalid().equals("error") ? BadRows.FAIL : BadRows.SKIP,
            scaling(),
            getNumPartitions(),
            ExchangeKind.valueOf(getExchange().toUpperCase(Locale.ROOT)),
            identity(),
            getCheckpointDir());
    Fitted fitted = fit.run(table, validation, new LoggedProgress(LOG, uid));
    NormalizingFlowModel model =
        new NormalizingFlowModel(
            uid, fitted.model(), Optional.of(NormalizingFlowSummary.of(fitted)));
    copyValues(model.setParent(this), ParamMap.empty());
    if (fitted.model().flow().context() < table.context()) {
      model.setContextCols(
          Stream.of(getContextCols())
              .filter(fitted.model()::isConditionedOn)
              .toArray(String[]::new));
    }
    if (getContamination() > 0) {
      model.setThreshold(
          Cancellation.guard(
              dataset.sparkSession().sparkContext(), () -> threshold(model, table.rows())));
    }
    return model;
  }

  /** All parameters that are set and decide bits: a fit with others is another fit. */
  private String identity() {
    Set<Param<?>> others =
        new HashSet<>(
            Set.of(
                exchange(),
                rankCol(),
                rankDraws(),
                contributionsCol(),
                quantiles(),
                quantilesCol(),
                meanCol(),
                stdCol()));
    // These came later: checkpoints of fits without them stay theirs.
    if (getStandardize().equals("moments")) {
      others.add(standardize());
    }
    if (!isForAnomalies()) {
      others.add(purpose());
    }
    if (getTrim() == 0) {
      others.add(trim());
    }
    if (getColumnTypes().isEmpty()) {
      others.add(columnTypes());
    }
    StringBuilder text = new StringBuilder();
    for (Param<?> param : params()) {
      if (!others.contains(param)) {
        text.append(param.name()).append('=').append(encoded(param)).append('\n');
      }
    }
    return text.toString();
  }

  private <T> String encoded(Param<T> param) {
    return isDefined(param) ? param.jsonEncode(getOrDefault(param)) : "";
  }

  private Architecture architecture() {
    return isForAnomalies() && !isSet(flow())
        ? Ensemble.ofUnseen()
        : FlowText.architecture(getFlow());
  }

  private boolean isForAnomalies() {
    return getPurpose().equals(RunConfig.ANOMALIES);
  }

  /** A share for validation, unless a column says which rows are for that. */
  private Shares shares() {
    return getValidationIndicatorCol().isEmpty()
        ? new Shares(getValidationShare(), 0, getSeed())
        : Shares.none();
  }

  private Dataset<Row> training(Dataset<Row> rows) {
    return getValidationIndicatorCol().isEmpty()
        ? rows
        : rows.where(functions.not(functions.coalesce(indicator(), functions.lit(false))));
  }

  private Optional<Dataset<Row>> validation(Dataset<Row> rows) {
    return getValidationIndicatorCol().isEmpty()
        ? Optional.empty()
        : Optional.of(rows.where(indicator()));
  }

  private Column indicator() {
    return InputColumns.quoted(getValidationIndicatorCol());
  }

  private void requireIndicator(StructType schema) {
    String name = getValidationIndicatorCol();
    if (name.isEmpty()) {
      return;
    }
    if (!List.of(schema.fieldNames()).contains(name)) {
      throw new ConfigException(
          "validationIndicatorCol = " + name + ": is not in the dataset", null);
    }
    DataType type = schema.apply(name).dataType();
    if (!type.equals(DataTypes.BooleanType)) {
      throw new ConfigException(
          "validationIndicatorCol = "
              + name
              + ": has type "
              + type.simpleString()
              + ", must be boolean",
          null);
    }
  }

  /** The log-density that the contamination's share of the training rows has below it. */
  private double threshold(NormalizingFlowModel model, Dataset<Row> rows) {
    Dataset<Row> trained =
        getWeightCol().isEmpty() ? rows : rows.where(InputColumns.quoted(getWeightCol()).gt(0));
    return new Contamination(getContamination()).threshold(model.densities(trained));
  }
}
