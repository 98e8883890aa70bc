package normflow.spark.scan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.engine.Moments;
import normflow.model.Standardization;
import normflow.spark.JavaBytes;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.Scan.Pass;
import normflow.spark.table.Table;
import normflow.store.Fingerprint;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What the first reading of a table found: how many rows are for what, and what tells them from
 * others. Later readings are held against it.
 *
 * @param table that was read
 * @param source its used columns, planned once: what Spark has shuffled for the first reading, it
 *     does not for the others, nor does it cut them otherwise
 * @param shares that are held out
 * @param border of values; rows beyond are bad ones
 * @param parts what was found in each partition
 */
public record Scans(
    Table table, JavaRDD<InternalRow> source, Shares shares, Border border, List<Scan> parts) {

  /**
   * Reads a table whose training rows set the border. Once is enough, unless there are rows of
   * another size than most.
   *
   * @throws ConfigException if there is a bad row and these are to fail
   */
  public static Scans of(Table table, Shares shares, BadRows badRows) {
    JavaRDD<InternalRow> source = table.scanned();
    Scans scans = read(table, source, shares, Border.unknown());
    if (scans.tiered().higher() > 0) {
      scans = read(table, source, shares, scans.tiered().border());
    }
    return scans.within(Border.of(scans.moments())).checked(badRows);
  }

  /**
   * The same rows less those beyond the border of a standardisation that was made of them.
   *
   * @throws ConfigException if there is such a row and bad ones are to fail
   */
  public Scans within(Standardization standardization, BadRows badRows) {
    return within(Border.of(standardization)).checked(badRows);
  }

  private Scans within(Border own) {
    return parts.stream().allMatch(part -> part.isWithin(own))
        ? this
        : read(table, source, shares, border.and(own));
  }

  /**
   * Reads a table within a border; all rows have the role of training rows.
   *
   * @throws ConfigException if there is a bad row and these are to fail
   */
  public static Scans of(Table table, Border border, BadRows badRows) {
    return read(table, table.scanned(), Shares.none(), border).checked(badRows);
  }

  private static Scans read(
      Table table, JavaRDD<InternalRow> source, Shares shares, Border border) {
    Pass pass = new Pass(table.reader(), shares, border);
    List<Scan> parts =
        JavaBytes.collect(
            source.mapPartitionsWithIndex(
                (partition, rows) -> List.of(Scan.of(pass, partition, rows)).iterator(), true));
    return new Scans(table, source, shares, border, parts);
  }

  private Scans checked(BadRows badRows) {
    if (bad() > 0 && badRows == BadRows.FAIL) {
      throw new ConfigException(FirstBad.describe(this), null);
    }
    return this;
  }

  private TieredMoments tiered() {
    TieredMoments all = TieredMoments.none(table.width());
    for (Scan part : parts) {
      all = all.merge(part.moments());
    }
    return all;
  }

  /** The moments of the training rows. */
  public Moments moments() {
    return tiered().moments();
  }

  /** Whether each column has a null that is a value, whatever its row is for. */
  public List<Boolean> nulls() {
    return IntStream.range(0, table.width())
        .mapToObj(i -> parts.stream().anyMatch(part -> part.nulls()[i]))
        .toList();
  }

  /** Names of the numbers of the context that are the same in all training rows. */
  public Set<String> constantContext() {
    Moments moments = moments();
    Set<String> constant = new LinkedHashSet<>();
    for (int i = table.dim(); i < table.width(); i++) {
      if (moments.count() > 0 && moments.variance(i) == 0) {
        constant.add(table.columns().get(i));
      }
    }
    return constant;
  }

  /** How the table is read. */
  Pass pass() {
    return new Pass(table.reader(), shares, border);
  }

  /** What each partition has of a role. */
  List<RowSums> sums(RowRole role) {
    return parts.stream().map(part -> part.part(role).sums()).toList();
  }

  /** The number of rows of a role. */
  public long rows(RowRole role) {
    return sums(role).stream().mapToLong(RowSums::rows).sum();
  }

  /** What tells the rows of a role from others. */
  public Fingerprint fingerprint(RowRole role) {
    return sums(role).stream().reduce(RowSums.none(), RowSums::then).fingerprint();
  }

  /** The number of bad rows. */
  public long bad() {
    return parts.stream().mapToLong(Scan::bad).sum();
  }

  /** The mean weight of the training rows. */
  public double meanWeight() {
    return parts.stream().mapToDouble(Scan::trainingWeight).sum() / rows(RowRole.TRAINING);
  }

  /** How the rows of a role are read once more. */
  public RoleRows.Reading reading(RowRole role) {
    return new RoleRows.Reading(pass(), role, sums(role));
  }
}
