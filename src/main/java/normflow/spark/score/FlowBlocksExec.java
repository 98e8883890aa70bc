package normflow.spark.score;

import java.io.Serializable;
import java.util.List;
import normflow.spark.shim.Scala;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** {@link FlowBlocks} as it is executed: rows stay where they are, and in their order. */
public final class FlowBlocksExec extends SparkPlan implements UnaryExecNode {

  private static final long serialVersionUID = 1;

  private final Seq<NamedExpression> flows;
  private final SparkPlan child;

  /**
   * A node.
   *
   * @param flows the new columns: aliases of {@link FlowColumn}s
   * @param child the table
   */
  public FlowBlocksExec(Seq<NamedExpression> flows, SparkPlan child) {
    this.flows = flows;
    this.child = child;
  }

  @Override
  public SparkPlan child() {
    return child;
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scala.sequence(List.of(child));
  }

  @Override
  public SparkPlan withNewChildInternal(SparkPlan newChild) {
    return new FlowBlocksExec(flows, newChild);
  }

  /** With Scala 2.13. */
  @SuppressWarnings("MissingOverride")
  public SparkPlan withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<SparkPlan> children) {
    return withNewChildInternal(children.head());
  }

  /** With Scala 2.12. */
  @SuppressWarnings("MissingOverride")
  public SparkPlan withNewChildrenInternal(scala.collection.IndexedSeq<SparkPlan> children) {
    return withNewChildInternal(children.head());
  }

  @Override
  public Seq<Attribute> output() {
    return Catalyst.joined(child.output(), flows);
  }

  @Override
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return Scala.sequence(Scala.list(child.outputOrdering()));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    List<FlowColumn> columns =
        Scala.<NamedExpression>list(flows).stream().map(Catalyst::flow).toList();
    return child
        .execute()
        .mapPartitions(
            new Scoring(columns, Scala.sequence(Scala.list(child.output())), output()),
            true,
            ClassTag$.MODULE$.apply(InternalRow.class));
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
    return other instanceof FlowBlocksExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlowBlocksExec blocks
        && blocks.flows.equals(flows)
        && blocks.child.equals(child);
  }

  @Override
  public int hashCode() {
    return 31 * flows.hashCode() + child.hashCode();
  }

  /** What is done to the rows of a partition. */
  private static final class Scoring
      extends AbstractFunction1<Iterator<InternalRow>, Iterator<InternalRow>>
      implements Serializable {
    private static final long serialVersionUID = 1;
    private final List<FlowColumn> columns;
    private final Seq<Attribute> in;
    private final Seq<Attribute> out;

    Scoring(List<FlowColumn> columns, Seq<Attribute> in, Seq<Attribute> out) {
      this.columns = columns;
      this.in = in;
      this.out = out;
    }

    @Override
    public Iterator<InternalRow> apply(Iterator<InternalRow> rows) {
      return Scala.iterator(new ScoredRows(columns, in, out, Scala.iterator(rows)));
    }
  }
}
