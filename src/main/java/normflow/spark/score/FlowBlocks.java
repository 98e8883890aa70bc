package normflow.spark.score;

import java.util.List;
import normflow.spark.shim.Scala;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.collection.immutable.Seq;

/** A table with new columns that flows make of blocks of its rows; Spark copies such nodes. */
public final class FlowBlocks extends LogicalPlan implements UnaryNode {

  private static final long serialVersionUID = 1;

  private final Seq<NamedExpression> flows;
  private final LogicalPlan child;

  /**
   * A node.
   *
   * @param flows the new columns: aliases of {@link FlowColumn}s
   * @param child the table
   */
  public FlowBlocks(Seq<NamedExpression> flows, LogicalPlan child) {
    this.flows = flows;
    this.child = child;
  }

  Seq<NamedExpression> flows() {
    return flows;
  }

  @Override
  public LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Scala.sequence(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
    return new FlowBlocks(flows, newChild);
  }

  /** With Scala 2.13. */
  @SuppressWarnings("MissingOverride")
  public LogicalPlan withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<LogicalPlan> children) {
    return withNewChildInternal(children.head());
  }

  /** With Scala 2.12. */
  @SuppressWarnings("MissingOverride")
  public LogicalPlan withNewChildrenInternal(scala.collection.IndexedSeq<LogicalPlan> children) {
    return withNewChildInternal(children.head());
  }

  @Override
  public Seq<Attribute> output() {
    return Catalyst.joined(child.output(), flows);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? flows : child;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FlowBlocks;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlowBlocks blocks
        && blocks.flows.equals(flows)
        && blocks.child.equals(child);
  }

  @Override
  public int hashCode() {
    return 31 * flows.hashCode() + child.hashCode();
  }
}
