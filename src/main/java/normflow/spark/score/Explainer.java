package normflow.spark.score;

import java.util.List;
import java.util.function.Function;
import normflow.codec.ConfigException;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.spark.score.FlowColumn.Part;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Says of the rows of a table what each column adds to their log-density: {@link Contributions}.
 */
public final class Explainer {

  /** Stands behind the name of a column. */
  public static final String SUFFIX = "_contribution";

  private final PlannedModel planned;

  /**
   * Plans the evaluation of a model.
   *
   * @throws ConfigException if it has one column
   */
  public Explainer(Model model) {
    require(model.dataColumns());
    this.planned = new PlannedModel(model, Task.LOG_DENSITY, Task.DATA);
  }

  /**
   * Refuses a model of one column, which adds all there is.
   *
   * @param columns of the model, without the context
   * @throws ConfigException if it is
   */
  public static void require(List<String> columns) {
    if (columns.size() == 1) {
      throw new ConfigException(
          "the model has one column, "
              + columns.get(0)
              + ": all of the log-density is its; leave contributions out",
          null);
    }
  }

  /** Names of the new columns, one for each column of a model. */
  public static List<String> columns(Model model) {
    return model.dataColumns().stream().map(name -> name + SUFFIX).toList();
  }

  /**
   * The table with all its columns and rows, and a contribution of each column of the model, in
   * nats.
   *
   * @param table whose used columns are the model's
   * @throws ConfigException if it does not fit the model or has such a column
   */
  public Dataset<Row> explain(Table table, Unscorable unscorable) {
    List<String> names = columns(planned.model());
    Scorer.requireFree(table.rows().schema(), names, "rename it");
    return explain(table, unscorable, all -> Scorer.Columns.each(all, names));
  }

  /**
   * The same as other columns.
   *
   * @param shape the new columns, of all contributions as an array
   */
  public Dataset<Row> explain(
      Table table, Unscorable unscorable, Function<Column, List<Column>> shape) {
    table.requireColumnsOf(planned.model().flow());
    Scorer.Columns of = planned.over(table, unscorable, Outlook.none());
    return of.behind(shape.apply(of.part(Part.CONTRIBUTIONS)));
  }
}
