package normflow.spark.score;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.spark.score.FlowColumn.Part;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Says of the rows of a table what a model of one column expects, given its context. */
public final class Predictor {

  private final PlannedModel planned;
  private final Outlook outlook;

  /**
   * Plans the evaluation of a model.
   *
   * @throws ConfigException if the model is not of one column, without atoms, given others, or its
   *     base knows no quantiles
   */
  public Predictor(Model model, Outlook outlook) {
    require(model, outlook);
    this.planned = new PlannedModel(model, Task.DATA);
    this.outlook = outlook;
  }

  /**
   * Refuses what a predictor refuses, without planning anything.
   *
   * @throws ConfigException if the model is not of one column given others, or its base knows no
   *     quantiles
   */
  public static void require(Model model, Outlook outlook) {
    require(model.dataColumns(), model.contextColumns());
    ColumnType type = model.standardization().type(0);
    if (type.hasAtoms()) {
      throw new ConfigException(
          "column "
              + model.dataColumns().get(0)
              + " has values with a probability of their own: quantiles and moments are of a density",
          null);
    }
    ConfigException.unlessRefused(() -> outlook.quantiles(model));
  }

  /**
   * Refuses what {@link #require(Model, Outlook)} does, by names of columns alone.
   *
   * @param columns of the model, without the context
   * @param context of these, which the density is conditioned on
   */
  public static void require(List<String> columns, List<String> context) {
    if (columns.size() != 1 || context.isEmpty()) {
      throw new ConfigException(
          "the model has the columns "
              + Stream.of(columns, context).flatMap(List::stream).collect(Collectors.joining(", "))
              + (context.isEmpty() ? " and no context" : "")
              + ": quantiles and moments are of one column given others",
          null);
    }
  }

  /** Names of the new columns. */
  public List<String> columns() {
    return outlook.columns(planned.model().dataColumns().get(0));
  }

  /**
   * The table with all its columns and rows, and what is expected, in the units of the input.
   *
   * @param contexts whose used columns are the model's context
   * @throws ConfigException if the table does not fit the model or has such a column
   */
  public Dataset<Row> predict(Table contexts, Unscorable unscorable) {
    List<String> names = columns();
    Scorer.requireFree(contexts.rows().schema(), names, "rename it");
    return predict(contexts, unscorable, all -> Scorer.Columns.each(all, names));
  }

  /**
   * The same as other columns.
   *
   * @param shape the new columns, of all that is expected as an array: mean and standard deviation
   *     if they are wanted, and behind them the quantiles
   */
  public Dataset<Row> predict(
      Table contexts, Unscorable unscorable, Function<Column, List<Column>> shape) {
    contexts.requireContextsOf(planned.model().flow());
    Scorer.Columns of = planned.over(contexts, unscorable, outlook);
    return of.behind(shape.apply(of.part(Part.OUTLOOK)));
  }
}
