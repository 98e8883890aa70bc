package normflow.spark.rows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.layer.Mixed;
import normflow.model.Standardization;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.RowsCheck;
import normflow.spark.scan.Scans;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.spark.table.WholeFiles;
import normflow.store.TrainedRows;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a job: read, checked, split and standardised.
 *
 * @param columns names of the used columns
 * @param standardization by the training rows
 * @param mixed what each column without the context consists of, where they are taken as they are
 * @param words the same for people
 * @param first what flows begin with
 * @param training rows to train on
 * @param validation rows that choose the parameters
 * @param test rows that measure the result
 * @param skipped number of rows left out as bad, of all tables
 * @param check that holds what earlier runs left against these rows
 */
public record Samples(
    List<String> columns,
    Standardization standardization,
    List<Mixed.Column> mixed,
    List<String> words,
    FirstLayers first,
    SampleBlocks training,
    SampleBlocks validation,
    SampleBlocks test,
    long skipped,
    RowsCheck check) {

  private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

  /** Finds all tables before it reads one, so that a mistyped path costs no Spark job. */
  public static Samples prepare(SparkSession session, RunConfig config, int partitions) {
    Intake intake = Intake.of(config.flow().takesAtoms(), config.data().stated());
    Table table = Table.open(session, config.data(), partitions, intake);
    built(config.flow(), table.dim(), table.context());
    WholeFiles.tell(table, partitions, "the table");
    Shares shares = Shares.of(config);
    return of(
        table,
        heldOut(session, config, config.validating(), table, partitions),
        heldOut(session, config, config.test(), table, partitions),
        shares,
        config.badRows(),
        config.standardize(),
        config.flow(),
        partitions);
  }

  /**
   * Reads, checks, splits and standardises rows. Columns of the context with one value only are
   * left out: they say nothing.
   *
   * @param validation rows of their own; empty for those that the shares take from the table
   * @param test rows of their own; empty for those that the shares take from the table
   * @param flow that the rows are for
   * @param partitions into which training and validation rows are spread
   * @throws ConfigException if there are no training rows, or a bad one and these are to fail
   */
  public static Samples of(
      Table table,
      Optional<Table> validation,
      Optional<Table> test,
      Shares shares,
      BadRows badRows,
      Scaling scaling,
      Architecture flow,
      int partitions) {
    Scans read = Scans.of(table, shares, badRows);
    Scans scans = read;
    Set<String> constant = scans.constantContext();
    Table telling = table.withoutContext(constant);
    if (telling.width() < table.width()) {
      requireContext(telling, constant);
      LOG.warn(
          "context {}: one value only in the training rows, which says nothing; left out",
          String.join(", ", constant));
      return of(
          telling,
          validation.map(rows -> rows.withoutContext(constant)),
          test.map(rows -> rows.withoutContext(constant)),
          shares,
          badRows,
          scaling,
          flow,
          partitions);
    }
    Optional<MixedColumns> mixed = mixed(scans);
    Standardization standardization =
        mixed
            .map(MixedColumns::standardization)
            .orElseGet(() -> SampleBlocks.standardization(read));
    if (scaling == Scaling.ROBUST && mixed.isEmpty()) {
      standardization = RobustScale.of(read, standardization);
      // What is too far from the median need not be so from the mean, which it moves.
      scans = read.within(standardization, badRows);
      if (scans.bad() > read.bad()) {
        standardization = RobustScale.of(scans, SampleBlocks.standardization(scans));
      }
    }
    HeldOutRows heldOut = new HeldOutRows(scans, standardization);
    Scans validated = validation.map(rows -> heldOut.scan(rows, badRows)).orElse(scans);
    Scans tested = test.map(rows -> heldOut.scan(rows, badRows)).orElse(scans);
    RowRole validationRole = validation.isPresent() ? RowRole.TRAINING : RowRole.VALIDATION;
    RowRole testRole = test.isPresent() ? RowRole.TRAINING : RowRole.TEST;
    // All tables are scanned by now: what comes does not read them, and so leaves nothing cached.
    SampleBlocks training =
        SampleBlocks.spread(
            scans, RowRole.TRAINING, scans.meanWeight(), standardization, partitions);
    return new Samples(
        table.columns(),
        standardization,
        mixed.map(MixedColumns::columns).orElse(List.of()),
        mixed.map(MixedColumns::words).orElse(List.of()),
        FirstLayers.of(scaling, flow, training, table.dim(), table.context()),
        training,
        heldOut.spread(validated, validationRole, partitions),
        heldOut.blocks(tested, testRole),
        Stream.of(scans, validated, tested).distinct().mapToLong(Scans::bad).sum(),
        new RowsCheck(
            TrainedRows.of(
                scans.fingerprint(RowRole.TRAINING),
                validated.fingerprint(validationRole),
                tested.fingerprint(testRole),
                standardization)));
  }

  private static void requireContext(Table telling, Set<String> constant) {
    if (telling.context() == 0) {
      throw new ConfigException(
          "context "
              + String.join(", ", constant)
              + ": one value only in the training rows, so that nothing remains for the density to"
              + " be conditioned on; leave the context out",
          null);
    }
  }

  private static Optional<MixedColumns> mixed(Scans scans) {
    Table table = scans.table();
    if (!table.mixed()) {
      return Optional.empty();
    }
    long rows = scans.rows(RowRole.TRAINING);
    if (rows == 0) {
      throw new ConfigException("there are no rows to train on", null);
    }
    List<KnownColumn> columns = KnownColumn.of(table, scans.nulls());
    List<double[]> sample = EvenSample.of(rows, table.width()).taken(scans);
    MixedColumns found = MixedColumns.of(sample, columns, table.context());
    found.tell(sample, columns, table.columns());
    return Optional.of(found);
  }

  /** A table of its own for held-out rows, if the job names one. */
  private static Optional<Table> heldOut(
      SparkSession session, RunConfig config, HeldOut heldOut, Table training, int partitions) {
    Optional<Source.Table> source = config.heldOutTable(heldOut);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    Table rows = Table.open(session, source.get(), partitions, training.intake());
    if (rows.width() != training.width()) {
      throw new ConfigException(
          source.get().described()
              + " has "
              + rows.width()
              + " columns: the training rows have "
              + training.width(),
          null);
    }
    return Optional.of(rows);
  }

  /**
   * What a training on these rows gets for the keys that it leaves out.
   *
   * @param given the others
   */
  public TableDefaults defaults(TrainingKeys given) {
    return TableDefaults.of(training.rows(), standardization.width(), validation.rows() > 0, given);
  }

  /** The flow for these columns. */
  public Flow flow(Architecture architecture) {
    Architecture over = ConfigException.unlessRefused(() -> architecture.over(mixed));
    Flow flow = built(over, standardization.dim(), standardization.context());
    return first.before(flow, architecture.beginsWhitened());
  }

  /**
   * The flow of so many columns, its weights laid out.
   *
   * @throws ConfigException if there is none
   */
  public static Flow built(Architecture architecture, int dim, int context) {
    return ConfigException.unlessRefused(
        () -> {
          Flow flow = architecture.flow(dim, context);
          flow.layout();
          return flow;
        });
  }

  /** Warns of columns that a flow makes nothing good of; what flows on these rows are to beat. */
  public References inspect() {
    if (!mixed.isEmpty()) {
      return References.of(
          mixed, References.sample(training, standardization.width()), training.rows());
    }
    References references = References.of(training, columns, standardization.context());
    warn(references.sample());
    return references;
  }

  /** Warns of columns that a flow makes nothing good of. */
  public void warn() {
    if (mixed.isEmpty()) {
      warn(References.sample(training, standardization.width()));
    }
  }

  private void warn(List<float[]> rows) {
    new ColumnWarnings(columns, standardization.context()).warn(rows);
  }

  /** Reads all rows into the cache, so that the first step finds them there. */
  public void hold() {
    for (SampleBlocks blocks : List.of(training, validation)) {
      blocks.blocks().foreachPartition(rows -> rows.forEachRemaining(block -> {}));
    }
  }

  /** The same rows, those for training and validation over so many partitions. */
  public Samples over(int partitions) {
    int width = standardization.width();
    return new Samples(
        columns,
        standardization,
        mixed,
        words,
        first,
        Respread.over(training, width, partitions),
        Respread.over(validation, width, partitions),
        test,
        skipped,
        check);
  }

  /** How many rows there are, and which. */
  public RowCounts counts() {
    return new RowCounts(training.rows(), validation.rows(), test.rows(), skipped, check.now());
  }

  /** Fetches the rows of samples that were prepared for one partition. */
  public LocalRows local() {
    return LocalRows.of(training, validation, test);
  }

  /** Parts that training and validation rows are held in. */
  public int partitions() {
    return training.blocks().getNumPartitions();
  }

  /** Frees the cached rows. */
  public void unpersist() {
    List.of(training, validation, test).forEach(SampleBlocks::unpersist);
  }
}
