package normflow.spark.score;

import java.util.Optional;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import normflow.spark.Sent;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.table.Table;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** A model whose evaluation is planned, and sent to executors when it is first needed. */
final class PlannedModel {

  private final SentModel flow;
  // One for all tables, so that Spark sees that the same rows scored twice are the same plan.
  private Optional<Sent<SentModel>> sent = Optional.empty();
  private Optional<SparkContext> sentBy = Optional.empty();

  PlannedModel(Model model, Task... tasks) {
    this.flow = new SentModel(model, SentPlan.of(model.flow(), tasks));
  }

  Model model() {
    return flow.model();
  }

  /** The expressions over a table, which its session evaluates in blocks of rows. */
  Scorer.Columns over(Table table, Unscorable unscorable, Outlook outlook) {
    SparkSession session = Scorer.session(table.rows());
    BlockRule.install(session);
    return new Scorer.Columns(sent(session.sparkContext()), table, unscorable, outlook);
  }

  private synchronized Sent<SentModel> sent(SparkContext spark) {
    if (sent.isEmpty() || sentBy.get() != spark) {
      sent = Optional.of(Sent.of(spark, flow));
      sentBy = Optional.of(spark);
    }
    return sent.get();
  }
}
