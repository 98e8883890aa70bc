package normflow.spark.rows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.engine.Moments;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.Scans;
import normflow.spark.table.Survey;
import normflow.spark.table.Table;
import normflow.text.Numbers;

/**
 * What is in a table, by passes over all of it and a sample of its rows.
 *
 * @param rows without the bad ones
 * @param badRows rows with an infinity, or a number too large to be squared
 * @param sampled rows that the rest is by, at even distances
 * @param duplicates sampled rows that are there before, in all columns that can be taken
 * @param columns those that can be taken
 * @param leftOut the others, and why they can't
 */
public record TableLook(
    long rows,
    long badRows,
    int sampled,
    int duplicates,
    List<ColumnLook> columns,
    List<Survey.LeftOut> leftOut) {

  /**
   * Looks at a table.
   *
   * @throws ConfigException if all rows are bad
   */
  public static TableLook of(Survey survey) {
    Table table = survey.table();
    Scans scans = Scans.of(table, Shares.none(), BadRows.SKIP);
    long rows = scans.rows(RowRole.TRAINING);
    if (rows == 0) {
      throw new ConfigException(
          Numbers.format(
              "all %,d rows are bad: they have an infinity, or a number beyond all", scans.bad()),
          null);
    }
    List<double[]> sample = EvenSample.of(rows, table.width()).taken(scans);
    List<KnownColumn> known = KnownColumn.of(table, scans.nulls());
    Moments moments = scans.moments();
    MixedColumns mixed = MixedColumns.of(sample, known, 0);
    List<List<String>> determined = mixed.determined(sample, known, table.columns());
    List<ColumnLook> columns =
        IntStream.range(0, known.size())
            .mapToObj(
                i ->
                    ColumnLook.of(
                        known.get(i),
                        rows,
                        sample.stream().mapToDouble(row -> row[i]).toArray(),
                        moments.variance(i),
                        mixed.standardization().types().get(i),
                        mixed.words().get(i),
                        determined.get(i)))
            .toList();
    return new TableLook(
        rows, scans.bad(), sample.size(), duplicates(sample), columns, survey.leftOut());
  }

  /**
   * The columns of which a density makes sense: none that others determine, none of one value, and
   * no keys.
   */
  public List<ColumnLook> telling() {
    return columns.stream().filter(column -> column.objection().isEmpty()).toList();
  }

  private static int duplicates(List<double[]> sample) {
    Set<List<Double>> seen = new HashSet<>();
    return (int)
        sample.stream()
            .filter(row -> !seen.add(Arrays.stream(row).map(value -> value + 0.0).boxed().toList()))
            .count();
  }
}
