package normflow.distributed;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import normflow.config.ConfigException;
import normflow.config.RunConfig;
import normflow.data.Source;
import normflow.distributed.Role.Shares;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some of the test rows of a training that has ended, found again in its data. */
public final class TestRows {

  private static final Logger LOG = LoggerFactory.getLogger(TestRows.class);

  private TestRows() {}

  /**
   * Rows in the units of the input, each with its context behind it, in no order.
   *
   * @param most about how many at most
   * @return empty if the job had none, or if they cannot be told from the training rows any more
   */
  public static Optional<double[][]> of(SparkSession session, Provenance provenance, int most) {
    RunConfig config = provenance.config();
    if (provenance.testRows() == 0) {
      return Optional.empty();
    }
    if (!config.test().path().isEmpty()) {
      return ofTable(session, provenance, most);
    }
    Table table = Table.open(session, config.data(), provenance.partitions());
    JavaRDD<double[]> rows = rows(table, shares(config));
    long found = rows.count();
    if (found != provenance.testRows()) {
      // Which row is for what depends on how Spark cuts the files.
      LOG.warn(
          "the data have {} test rows, the training had {}: they were cut in other parts then, and"
              + " the test rows cannot be told from the others",
          found,
          provenance.testRows());
      return Optional.empty();
    }
    double fraction = Math.min(1, (double) most / found);
    List<double[]> chosen =
        (fraction < 1 ? rows.sample(false, fraction, config.training().seed()) : rows).collect();
    return chosen.isEmpty() ? Optional.empty() : Optional.of(chosen.toArray(double[][]::new));
  }

  private static Optional<double[][]> ofTable(
      SparkSession session, Provenance provenance, int most) {
    RunConfig config = provenance.config();
    Source.Table like = (Source.Table) config.data();
    Source.Table source =
        new Source.Table(
            like.format(), config.test().path(), like.options(), like.columns(), like.context());
    try {
      double[][] rows =
          Table.open(session, source, provenance.partitions())
              .sample(most, provenance.testRows(), config.training().seed());
      return rows.length == 0 ? Optional.empty() : Optional.of(rows);
    } catch (ConfigException e) {
      LOG.warn("the test rows are not there any more: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Shares shares(RunConfig config) {
    return Shares.of(config);
  }

  private static JavaRDD<double[]> rows(Table table, Shares shares) {
    RoleRows.Reading reading =
        new RoleRows.Reading(table.reader(), table.weight(), shares, table.width());
    return table
        .used()
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (partition, source) -> copies(new RoleRows(reading, source, partition, Role.TEST)),
            true);
  }

  /** The iterator of a role uses one array again and again. */
  private static Iterator<double[]> copies(Iterator<double[]> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public double[] next() {
        return rows.next().clone();
      }
    };
  }
}
