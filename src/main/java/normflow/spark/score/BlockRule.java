package normflow.spark.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.CollapseProject$;
import org.apache.spark.sql.catalyst.optimizer.ColumnPruning$;
import org.apache.spark.sql.catalyst.optimizer.RemoveNoopOperators$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;

/**
 * Takes {@link FlowColumn}s out of the expressions that Spark has moved them to, into nodes of
 * their own that evaluate blocks of rows: many times faster than row by row.
 *
 * <p>It is Spark's last rule, so that a flow has been a plain expression to all others. Where one
 * is needed by a filter and by what is above it, it is evaluated once, for the rows that the
 * filter's other conditions leave.
 */
final class BlockRule extends Rule<LogicalPlan> {

  /** Plans the nodes that the rule makes. */
  private static final class Strategy extends SparkStrategy {
    @Override
    public scala.collection.immutable.Seq<SparkPlan> apply(LogicalPlan plan) {
      return Scala.sequence(
          plan instanceof FlowBlocks blocks
              ? List.of(new FlowBlocksExec(blocks.flows(), planLater(blocks.child())))
              : List.of());
    }
  }

  /** Adds the rule to a session, once. */
  static void install(SparkSession session) {
    var methods = SparkLine.experimental(session);
    synchronized (methods) {
      if (methods.extraOptimizations().exists(BlockRule.class::isInstance) && isPlanned(session)) {
        return;
      }
      List<Rule<LogicalPlan>> rules = Scala.list(methods.extraOptimizations());
      rules.removeIf(BlockRule.class::isInstance);
      rules.add(new BlockRule());
      List<SparkStrategy> strategies = Scala.list(methods.extraStrategies());
      strategies.removeIf(Strategy.class::isInstance);
      strategies.add(new Strategy());
      methods.extraStrategies_$eq(Scala.sequence(strategies));
      methods.extraOptimizations_$eq(Scala.sequence(rules));
    }
  }

  private static boolean isPlanned(SparkSession session) {
    return SparkLine.experimental(session).extraStrategies().exists(Strategy.class::isInstance);
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    // Others may have set these lists anew: a flow evaluates itself then, row by row.
    if (!SparkSession.getActiveSession().exists(BlockRule::isPlanned)) {
      return plan;
    }
    LogicalPlan extracted = extract(plan);
    return extracted == plan ? plan : tidied(extracted);
  }

  /** Projections that were put between others are merged, and nothing is read in vain. */
  private static LogicalPlan tidied(LogicalPlan plan) {
    LogicalPlan pruned = ColumnPruning$.MODULE$.apply(CollapseProject$.MODULE$.apply(plan));
    return RemoveNoopOperators$.MODULE$.apply(pruned);
  }

  private static LogicalPlan extract(LogicalPlan plan) {
    List<LogicalPlan> before = Scala.list(plan.children());
    List<LogicalPlan> after = before.stream().map(BlockRule::extract).toList();
    boolean same = true;
    for (int i = 0; i < before.size(); i++) {
      same &= before.get(i) == after.get(i);
    }
    LogicalPlan node = same ? plan : plan.withNewChildren(Scala.sequence(after));
    return node instanceof UnaryNode && !(node instanceof FlowBlocks) ? inBlocks(node) : node;
  }

  private static LogicalPlan inBlocks(LogicalPlan node) {
    Map<Expression, FlowColumn> flows = new LinkedHashMap<>();
    Scala.list(node.expressions()).forEach(expression -> collect(expression, flows));
    if (flows.isEmpty()) {
      return node;
    }
    LogicalPlan around = node instanceof Filter filter ? withoutOthers(filter) : node;
    LogicalPlan source = withFlows(around.children().head());
    Map<Expression, Attribute> known = evaluated(source);
    List<NamedExpression> missing = new ArrayList<>();
    flows.forEach(
        (key, flow) -> {
          if (!known.containsKey(key)) {
            NamedExpression column = Catalyst.named(flow, flow.prettyName());
            missing.add(column);
            known.put(key, column.toAttribute());
          }
        });
    LogicalPlan blocks =
        missing.isEmpty() ? source : new FlowBlocks(Scala.sequence(missing), source);
    LogicalPlan over = around.withNewChildren(Scala.sequence(List.of(blocks)));
    LogicalPlan read =
        over.mapExpressions(
            expression -> Catalyst.replaced(expression, part -> column(part, known)));
    LogicalPlan all = inBlocks(read);
    return all.sameOutput(node) ? all : projected(node, all);
  }

  private static Expression column(Expression part, Map<Expression, Attribute> known) {
    Attribute column = part instanceof FlowColumn ? known.get(part.canonicalized()) : null;
    return column == null ? part : column;
  }

  private static LogicalPlan projected(LogicalPlan like, LogicalPlan plan) {
    List<NamedExpression> columns = Scala.list(like.output());
    return new Project(Scala.sequence(columns), plan);
  }

  /** Flows whose inputs hold no other flow. */
  private static void collect(Expression expression, Map<Expression, FlowColumn> flows) {
    Scala.list(expression.children()).forEach(child -> collect(child, flows));
    if (expression instanceof FlowColumn flow
        && flow.kind().part() != FlowColumn.Part.SCORABLE
        && !flow.children().exists(child -> child.exists(FlowColumn.class::isInstance))) {
      flows.putIfAbsent(flow.canonicalized(), flow);
    }
  }

  /** What a filter asks of other columns is asked before a flow is evaluated. */
  private static LogicalPlan withoutOthers(Filter filter) {
    List<Expression> others = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    split(filter.condition(), others, rest);
    return others.isEmpty()
        ? filter
        : new Filter(all(rest), new Filter(all(others), filter.child()));
  }

  private static void split(Expression condition, List<Expression> others, List<Expression> rest) {
    if (condition instanceof And both) {
      split(both.left(), others, rest);
      split(both.right(), others, rest);
    } else if (condition.deterministic() && !condition.exists(BlockRule::isEvaluated)) {
      others.add(condition);
    } else {
      rest.add(condition);
    }
  }

  private static boolean isEvaluated(Expression expression) {
    return expression instanceof FlowColumn flow && flow.kind().part() != FlowColumn.Part.SCORABLE;
  }

  private static Expression all(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }

  /** The plan below a mere choice of columns, if flows are evaluated there. */
  private static LogicalPlan withFlows(LogicalPlan plan) {
    return plan instanceof Project project
            && project.projectList().forall(Attribute.class::isInstance)
            && !evaluated(project.child()).isEmpty()
        ? project.child()
        : plan;
  }

  private static Map<Expression, Attribute> evaluated(LogicalPlan plan) {
    LogicalPlan below = plan;
    while (below instanceof Filter filter) {
      below = filter.child();
    }
    Map<Expression, Attribute> known = new HashMap<>();
    if (below instanceof FlowBlocks blocks) {
      Scala.<NamedExpression>list(blocks.flows())
          .forEach(
              column -> known.put(Catalyst.flow(column).canonicalized(), column.toAttribute()));
    }
    return known;
  }
}
