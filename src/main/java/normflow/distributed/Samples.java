package normflow.distributed;

import java.util.List;
import java.util.stream.LongStream;
import normflow.config.ConfigException;
import normflow.config.RunConfig;
import normflow.data.BadRows;
import normflow.data.HeldOut;
import normflow.data.Source;
import normflow.distributed.Role.Shares;
import normflow.model.Standardization;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a job: read, checked, split and standardised.
 *
 * @param columns names of the used columns
 * @param standardization by the training rows
 * @param training rows to train on
 * @param validation rows that choose the parameters
 * @param test rows that measure the result
 * @param skipped number of rows left out as bad
 */
record Samples(
    List<String> columns,
    Standardization standardization,
    SampleBlocks training,
    SampleBlocks validation,
    SampleBlocks test,
    long skipped) {

  /** Finds all tables before it reads one, so that a mistyped path costs no Spark job. */
  static Samples prepare(SparkSession session, RunConfig config, int partitions) {
    Table table = Table.open(session, config.data(), partitions);
    config.flow().flow(table.dim(), table.context()).layout();
    HeldOutTable validation = HeldOutTable.open(session, config, config.validation(), partitions);
    HeldOutTable test = HeldOutTable.open(session, config, config.test(), partitions);
    Shares shares =
        new Shares(config.validation().share(), config.test().share(), config.training().seed());
    List<Scan> scans = Scan.of(table, shares, config.badRows());
    Standardization standardization = SampleBlocks.standardization(table, scans);
    return new Samples(
        table.columns(),
        standardization,
        SampleBlocks.spread(
            table,
            scans.stream().mapToLong(Scan::training).toArray(),
            Role.TRAINING,
            shares,
            standardization,
            partitions),
        validation.exists()
            ? validation.spread(config.badRows(), standardization, table.width(), partitions)
            : validationShare(session, table, scans, shares, standardization, partitions),
        test.exists()
            ? test.blocks(config.badRows(), standardization, table.width())
            : testShare(session, table, scans, shares, standardization),
        scans.stream().mapToLong(Scan::bad).sum());
  }

  private static SampleBlocks validationShare(
      SparkSession session,
      Table table,
      List<Scan> scans,
      Shares shares,
      Standardization standardization,
      int partitions) {
    long[] counts = scans.stream().mapToLong(Scan::validation).toArray();
    return LongStream.of(counts).sum() == 0
        ? SampleBlocks.none(new JavaSparkContext(session.sparkContext()))
        : SampleBlocks.spread(table, counts, Role.VALIDATION, shares, standardization, partitions);
  }

  private static SampleBlocks testShare(
      SparkSession session,
      Table table,
      List<Scan> scans,
      Shares shares,
      Standardization standardization) {
    long rows = scans.stream().mapToLong(Scan::test).sum();
    return rows == 0
        ? SampleBlocks.none(new JavaSparkContext(session.sparkContext()))
        : SampleBlocks.heldOut(table, rows, Role.TEST, shares, standardization);
  }

  /** Reads all rows into the cache, so that the first step finds them there. */
  void hold() {
    for (SampleBlocks blocks : List.of(training, validation)) {
      blocks.blocks().foreachPartition(rows -> rows.forEachRemaining(block -> {}));
    }
  }

  /** Frees the cached rows. */
  void unpersist() {
    for (SampleBlocks blocks : List.of(training, validation, test)) {
      blocks.blocks().unpersist(false);
    }
  }

  /** A table of its own for held-out rows, if the job names one. */
  private record HeldOutTable(java.util.Optional<Table> table, String path) {

    static HeldOutTable open(
        SparkSession session, RunConfig config, HeldOut heldOut, int partitions) {
      if (heldOut.path().isEmpty()) {
        return new HeldOutTable(java.util.Optional.empty(), "");
      }
      Source.Table like = (Source.Table) config.data();
      Source.Table source =
          new Source.Table(
              like.format(), heldOut.path(), like.options(), like.columns(), like.context());
      return new HeldOutTable(
          java.util.Optional.of(Table.open(session, source, partitions)), heldOut.path());
    }

    boolean exists() {
      return table.isPresent();
    }

    SampleBlocks spread(
        BadRows badRows, Standardization standardization, int width, int partitions) {
      Table rows = fitting(width);
      long[] counts =
          Scan.of(rows, Shares.none(), badRows).stream().mapToLong(Scan::training).toArray();
      return SampleBlocks.spread(
          rows, counts, Role.TRAINING, Shares.none(), standardization, partitions);
    }

    SampleBlocks blocks(BadRows badRows, Standardization standardization, int width) {
      Table rows = fitting(width);
      long count = Scan.of(rows, Shares.none(), badRows).stream().mapToLong(Scan::training).sum();
      return SampleBlocks.heldOut(rows, count, Role.TRAINING, Shares.none(), standardization);
    }

    private Table fitting(int width) {
      Table rows = table.orElseThrow();
      if (rows.width() != width) {
        throw new ConfigException(
            path + " has " + rows.width() + " columns: the training rows have " + width, null);
      }
      return rows;
    }
  }
}
