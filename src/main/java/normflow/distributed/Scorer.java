package normflow.distributed;

import java.util.ArrayList;
import java.util.List;
import normflow.config.ConfigException;
import normflow.data.BadRows;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds log-densities to tables, block by block inside their partitions; tables may be streams.
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

  private final Model model;
  private final SentPlan plan;
  private final boolean latent;

  /**
   * Plans the evaluation of a model.
   *
   * @param latent whether the rows mapped to the base are added too
   */
  public Scorer(Model model, boolean latent) {
    this.model = model;
    this.latent = latent;
    this.plan =
        latent
            ? SentPlan.of(model.flow(), Task.LOG_DENSITY, Task.BASE)
            : SentPlan.of(model.flow(), Task.LOG_DENSITY);
  }

  /**
   * The table with all its columns and rows in their order, and the new columns.
   *
   * @param columns names of the new columns: the log-density and, if this scorer has it, the latent
   *     row as an array of doubles
   * @throws ConfigException if the table does not fit the model or has such a column
   */
  public Dataset<Row> score(Table table, List<String> columns, Unscorable unscorable) {
    table.requireColumnsOf(model.flow());
    List<String> present = List.of(table.rows().columns());
    for (String column : columns) {
      if (present.stream().anyMatch(column::equalsIgnoreCase)) {
        throw new ConfigException(
            "column " + column + " is in the table already: choose another name", null);
      }
    }
    boolean nullable = unscorable == Unscorable.KEEP;
    List<StructField> added = new ArrayList<>();
    added.add(DataTypes.createStructField(columns.get(0), DataTypes.DoubleType, nullable));
    if (latent) {
      added.add(
          DataTypes.createStructField(
              columns.get(1), DataTypes.createArrayType(DataTypes.DoubleType, false), nullable));
    }
    Broadcast<Model> sent =
        table
            .rows()
            .sparkSession()
            .sparkContext()
            .broadcast(model, scala.reflect.ClassTag$.MODULE$.apply(Model.class));
    ScoredRows.Work work =
        new ScoredRows.Work(
            sent,
            plan,
            table.cellReader(),
            table.columns(),
            unscorable,
            latent,
            new StructType(added.toArray(StructField[]::new)));
    return InternalRows.add(
        table.rowsThenDoubles(), present.size(), added, rows -> new ScoredRows(work, rows));
  }
}
