package normflow.spark.score;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.spark.Sent;
import normflow.spark.score.FlowColumn.Part;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.RowReader;
import normflow.spark.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Adds log-densities to tables, which may be streams, as columns that Spark can plan with.
 *
 * <p>Log-densities are in nats, in the units of the input.
 */
public final class Scorer {

  /** What happens to rows with a null, a NaN, an infinity or a vector of another width. */
  public enum Unscorable {
    /** The job that reads the result ends with an error that names the first one. */
    FAIL,
    /** They are left out. */
    SKIP,
    /** They stay, with nulls in the new columns. */
    KEEP;

    /** The same as what a job does with bad rows. */
    public static Unscorable like(BadRows badRows) {
      return badRows == BadRows.FAIL ? FAIL : SKIP;
    }
  }

  private final PlannedModel planned;
  private final boolean latent;

  /**
   * Plans the evaluation of a model.
   *
   * @param latent whether the rows mapped to the base are added too
   */
  public Scorer(Model model, boolean latent) {
    this.latent = latent;
    this.planned =
        latent
            ? new PlannedModel(model, Task.LOG_DENSITY, Task.BASE)
            : new PlannedModel(model, Task.LOG_DENSITY);
  }

  /**
   * The table with all its columns and rows in their order, and the new columns.
   *
   * @param columns names of the new columns: the log-density and, if this scorer has it, the latent
   *     row as an array of doubles
   * @throws ConfigException if the table does not fit the model or has such a column
   */
  public Dataset<Row> score(Table table, List<String> columns, Unscorable unscorable) {
    table.requireColumnsOf(planned.model().flow());
    requireFree(table.rows().schema(), columns, "choose another name");
    Columns of = planned.over(table, unscorable, Outlook.none());
    List<Column> added = new ArrayList<>();
    added.add(of.part(Part.LOG_DENSITY).as(columns.get(0)));
    if (latent) {
      added.add(of.part(Part.LATENT).as(columns.get(1)));
    }
    return of.behind(added);
  }

  /**
   * @param cure what to do about a name that is taken
   */
  static void requireFree(StructType table, List<String> columns, String cure) {
    for (String column : columns) {
      if (NumericColumns.isIn(table, column)) {
        throw new ConfigException("column " + column + " is in the table already: " + cure, null);
      }
    }
  }

  static SparkSession session(Dataset<Row> rows) {
    if (SparkLine.isClassic(rows.sparkSession())) {
      return rows.sparkSession();
    }
    throw new ConfigException(
        "the table is a "
            + rows.getClass().getName()
            + ": flows run in Spark's own process, not through Spark Connect",
        null);
  }

  /** The expressions over a table. */
  record Columns(Sent<SentModel> flow, Table table, Unscorable unscorable, Outlook outlook) {

    /** The table's columns and these, of the rows that are to be scored. */
    Dataset<Row> behind(List<Column> added) {
      Dataset<Row> rows =
          unscorable == Unscorable.SKIP ? table.rows().where(part(Part.SCORABLE)) : table.rows();
      List<Column> all = new ArrayList<>();
      // Not by their names: two columns that nobody uses may share one.
      all.add(functions.col("*"));
      all.addAll(added);
      return rows.select(all.toArray(Column[]::new));
    }

    /** The values of an array as a column each. */
    static List<Column> each(Column array, List<String> names) {
      return IntStream.range(0, names.size())
          .mapToObj(i -> array.getItem(i).as(names.get(i)))
          .toList();
    }

    Column part(Part part) {
      FlowColumn.Kind kind =
          new FlowColumn.Kind(
              flow,
              part,
              part == Part.SCORABLE ? Unscorable.KEEP : unscorable,
              new RowReader(table.inputs(), false),
              table.columns(),
              outlook);
      return SparkLine.column(
          new FlowColumn(
              kind,
              Scala.sequence(
                  table.inputs().stream()
                      .map(input -> SparkLine.expression(input.doubles()))
                      .toList())));
    }
  }
}
