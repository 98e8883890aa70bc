package normflow.spark.score;

import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.spark.Sent;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.score.FlowColumn.Part;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Says of the rows of a table what a model of one column expects, given its context. */
public final class Predictor {

  private final SentModel flow;
  private final Outlook outlook;

  /**
   * Plans the evaluation of a model.
   *
   * @throws ConfigException if the model is not of one column, without atoms, given others, or its
   *     base knows no quantiles
   */
  public Predictor(Model model, Outlook outlook) {
    require(model, outlook);
    this.flow = new SentModel(model, SentPlan.of(model.flow(), Task.DATA));
    this.outlook = outlook;
  }

  /**
   * Refuses what a predictor refuses, without planning anything.
   *
   * @throws ConfigException if the model is not of one column given others, or its base knows no
   *     quantiles
   */
  public static void require(Model model, Outlook outlook) {
    if (model.flow().dim() != 1 || model.flow().context() == 0) {
      throw new ConfigException(
          "the model has the columns "
              + String.join(", ", model.columns())
              + (model.flow().context() == 0 ? " and no context" : "")
              + ": quantiles and moments are of one column given others",
          null);
    }
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

  /** Names of the new columns. */
  public List<String> columns() {
    return outlook.columns(flow.model().dataColumns().get(0));
  }

  /**
   * The table with all its columns and rows, and what is expected, in the units of the input.
   *
   * @param contexts whose used columns are the model's context
   * @throws ConfigException if the table does not fit the model or has such a column
   */
  public Dataset<Row> predict(Table contexts, Unscorable unscorable) {
    contexts.requireContextsOf(flow.model().flow());
    Scorer.requireFree(contexts.rows().schema(), columns(), "rename it");
    SparkSession session = Scorer.session(contexts.rows());
    BlockRule.install(session);
    Scorer.Columns of =
        new Scorer.Columns(Sent.of(session.sparkContext(), flow), contexts, unscorable, outlook);
    Column values = of.part(Part.OUTLOOK);
    return of.behind(
        IntStream.range(0, columns().size())
            .mapToObj(i -> values.getItem(i).as(columns().get(i)))
            .toList());
  }
}
