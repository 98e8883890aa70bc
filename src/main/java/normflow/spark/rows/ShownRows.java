package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.model.Model;
import normflow.spark.JavaBytes;
import normflow.spark.scan.Border;
import normflow.spark.scan.RowHasher;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.RowSample;
import normflow.spark.scan.RowSample.Keyed;
import normflow.spark.scan.RowSums;
import normflow.spark.scan.Scan.Pass;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.store.Fingerprint;
import normflow.store.Provenance;
import normflow.store.TrainedRows;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some rows of the table of a training that has ended, for pictures: good ones, chosen at random
 * from the whole table, in the units of the input and each with its context behind it, in no order.
 *
 * @param data of all rows, whatever they were for
 * @param heldOut of the test rows; empty if there were none, or if they cannot be told from the
 *     others any more
 */
public record ShownRows(double[][] data, Optional<double[][]> heldOut) {

  private static final Logger LOG = LoggerFactory.getLogger(ShownRows.class);

  /** What is chosen from all rows, and from the test rows. */
  private record Choice(Pass pass, RowSample all, RowSample test) implements Serializable {}

  /** What was found: rows that may be chosen, and what tells those of each role from others. */
  private record Found(List<Keyed> all, List<Keyed> test, RowSums trainingSums, RowSums testSums)
      implements Serializable {

    Found then(Found next) {
      List<Keyed> both = new ArrayList<>(all);
      both.addAll(next.all);
      List<Keyed> tests = new ArrayList<>(test);
      tests.addAll(next.test);
      return new Found(
          both, tests, trainingSums.then(next.trainingSums), testSums.then(next.testSums));
    }
  }

  /**
   * Reads the table of a model again.
   *
   * @param mostData how many rows of it at most
   * @param mostHeldOut how many test rows at most
   * @throws ConfigException if the table is not there any more
   */
  public static ShownRows of(
      SparkSession session, Model model, Provenance provenance, int mostData, int mostHeldOut) {
    RunConfig config = provenance.config();
    Optional<Source.Table> ownTest = config.heldOutTable(config.test());
    long seed = config.training().seed();
    Table table = Table.open(session, config.data(), provenance.partitions(), Intake.of(model));
    long rows = provenance.trainingRows() + provenance.validationRows() + provenance.testRows();
    Choice choice =
        new Choice(
            pass(table, Shares.of(config), model),
            RowSample.of(mostData, rows, seed),
            RowSample.of(mostHeldOut, provenance.testRows(), seed + 1));
    Found found = read(table, choice);
    requireSame(provenance, found.trainingSums.fingerprint());
    return new ShownRows(
        choice.all.chosen(found.all),
        ownTest.isPresent()
            ? ofTable(session, model, provenance, ownTest.get(), mostHeldOut)
            : isSameTest(provenance, found.testSums.fingerprint())
                ? some(choice.test.chosen(found.test))
                : Optional.empty());
  }

  private static Optional<double[][]> ofTable(
      SparkSession session, Model model, Provenance provenance, Source.Table source, int most) {
    RunConfig config = provenance.config();
    try {
      Table table = Table.open(session, source, provenance.partitions(), Intake.of(model));
      RowSample sample = RowSample.of(most, provenance.testRows(), config.training().seed());
      Choice choice = new Choice(pass(table, Shares.none(), model), sample, sample);
      Found found = read(table, choice);
      // All rows of another table have the role of training rows.
      return isSameTest(provenance, found.trainingSums.fingerprint())
          ? some(sample.chosen(found.all))
          : Optional.empty();
    } catch (ConfigException e) {
      LOG.warn("the test rows are not there any more: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Pass pass(Table table, Shares shares, Model model) {
    Border border = Border.of(model.standardization());
    return new Pass(table.reader(), shares, border);
  }

  private static Found read(Table table, Choice choice) {
    JavaRDD<Found> parts =
        table
            .scanned()
            .mapPartitionsWithIndex(
                (partition, rows) -> List.of(found(choice, partition, rows)).iterator(), true);
    return JavaBytes.collect(parts).stream()
        .reduce(Found::then)
        .orElse(new Found(List.of(), List.of(), RowSums.none(), RowSums.none()));
  }

  private static Found found(Choice choice, int partition, Iterator<InternalRow> rows) {
    RowSample.Sum all = choice.all.begin(partition);
    RowSample.Sum test = choice.test.begin(partition);
    RowHasher training = new RowHasher();
    RowHasher tested = new RowHasher();
    double[] values = new double[choice.pass.reader().width()];
    for (long index = 0; rows.hasNext(); index++) {
      if (choice.pass.bad(rows.next(), values) == -1) {
        RowRole role = choice.pass.shares().roleOf(partition, index);
        all.add(values);
        if (role == RowRole.TRAINING) {
          training.add(values);
        } else if (role == RowRole.TEST) {
          tested.add(values);
          test.add(values);
        }
      }
    }
    return new Found(all.rows(), test.rows(), training.sums(), tested.sums());
  }

  private static Optional<double[][]> some(double[][] rows) {
    return rows.length == 0 ? Optional.empty() : Optional.of(rows);
  }

  private static void requireSame(Provenance provenance, Fingerprint now) {
    provenance
        .rows()
        .map(TrainedRows::training)
        .filter(then -> !then.isOf(now, false))
        .ifPresent(
            then ->
                LOG.warn(
                    "the table is not the one that the model was trained on: {}; what is shown are"
                        + " the rows that are there now",
                    then.difference(now, "training rows")));
  }

  private static boolean isSameTest(Provenance provenance, Fingerprint now) {
    if (provenance.testRows() == 0) {
      return false;
    }
    boolean same =
        provenance
            .rows()
            .map(then -> then.test().isOf(now, false))
            .orElse(now.rows() == provenance.testRows());
    if (!same) {
      // Which row is for what depends on how Spark cuts the files.
      LOG.warn(
          "the test rows cannot be told from the others any more ({} then, {} now): the table was"
              + " changed, or cut in other parts then",
          provenance.testRows(),
          now.rows());
    }
    return same;
  }
}
