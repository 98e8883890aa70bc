package normflow.spark.score;

import java.io.Serializable;
import java.util.List;
import normflow.spark.Sent;
import normflow.spark.score.Scorer.Unscorable;
import normflow.spark.shim.Scala;
import normflow.spark.table.RowReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.Seq;

/**
 * What a flow makes of a row, as an expression of Spark's own: a function of its inputs alone, so
 * that Spark moves filters below it, reads only its inputs, and leaves it out where nobody asks for
 * it.
 *
 * <p>It evaluates one row at a time wherever Spark puts it, and {@link BlockRule} has blocks of
 * rows evaluated where it can.
 */
public final class FlowColumn extends Expression implements CodegenFallback, Serializable {

  private static final long serialVersionUID = 1;

  /** What is made of a row. */
  enum Part {
    /** Its log-density, a double. */
    LOG_DENSITY,
    /** The base point, an array of doubles. */
    LATENT,
    /** Whether it has a density. */
    SCORABLE,
    /** Of the only column given its context: what {@link Outlook} says, an array of doubles. */
    OUTLOOK,
    /** What each column adds to the log-density, an array of doubles. */
    CONTRIBUTIONS
  }

  /**
   * What the expression is without its inputs.
   *
   * @param flow the model and its plan
   * @param part what is made of a row
   * @param unscorable what happens to rows without a density
   * @param reader of the inputs
   * @param names of all values of the inputs, for errors
   * @param outlook what is said of the column where that is the part
   */
  record Kind(
      Sent<SentModel> flow,
      Part part,
      Unscorable unscorable,
      RowReader reader,
      List<String> names,
      Outlook outlook)
      implements Serializable {}

  private final Kind kind;
  private final Seq<Expression> inputs;
  private transient FlowRows single;

  /**
   * An expression.
   *
   * @param kind what it makes of a row
   * @param inputs columns of numbers as doubles, vectors, and arrays of doubles
   */
  FlowColumn(Kind kind, Seq<Expression> inputs) {
    this.kind = kind;
    this.inputs = inputs;
  }

  Kind kind() {
    return kind;
  }

  @Override
  public Seq<Expression> children() {
    return inputs;
  }

  /** With Scala 2.13. */
  @SuppressWarnings("MissingOverride")
  public Expression withNewChildrenInternal(
      scala.collection.immutable.IndexedSeq<Expression> children) {
    return new FlowColumn(kind, children);
  }

  /** With Scala 2.12. */
  @SuppressWarnings("MissingOverride")
  public Expression withNewChildrenInternal(scala.collection.IndexedSeq<Expression> children) {
    return new FlowColumn(kind, Scala.sequence(Scala.list(children)));
  }

  @Override
  public boolean nullable() {
    return kind.part != Part.SCORABLE && kind.unscorable != Unscorable.FAIL;
  }

  @Override
  public DataType dataType() {
    return FlowRows.type(kind.part);
  }

  @Override
  public synchronized Object eval(InternalRow row) {
    if (single == null) {
      single = new FlowRows(kind, 1);
    }
    Object[] values =
        Scala.<Expression>list(inputs).stream().map(input -> input.eval(row)).toArray();
    single.clear();
    single.add(new GenericInternalRow(values));
    single.evaluate();
    return single.value(0);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public String prettyName() {
    return "flow_" + kind.part.name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return prettyName() + inputs.mkString("(", ", ", ")");
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? kind : inputs;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FlowColumn;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlowColumn column
        && column.kind.equals(kind)
        && column.inputs.equals(inputs);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + inputs.hashCode();
  }
}
