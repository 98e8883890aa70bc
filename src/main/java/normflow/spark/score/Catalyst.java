package normflow.spark.score;

import java.util.List;
import java.util.function.Function;
import normflow.spark.shim.Scala;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.immutable.Seq;

/** Spark's expressions and their sequences, as Java has them. */
final class Catalyst {

  private Catalyst() {}

  /** Columns of a table and new ones behind them. */
  static Seq<Attribute> joined(scala.collection.Seq<Attribute> table, Seq<NamedExpression> added) {
    List<Attribute> all = Scala.list(table);
    Scala.<NamedExpression>list(added).forEach(column -> all.add(column.toAttribute()));
    return Scala.sequence(all);
  }

  /** An expression under a name of its own. */
  static NamedExpression named(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        Scala.sequence(List.of()),
        Option.<Metadata>empty(),
        Scala.sequence(List.of()));
  }

  /** The flow's expression in an alias. */
  static FlowColumn flow(NamedExpression alias) {
    return (FlowColumn) ((Alias) alias).child();
  }

  /** The expression with others in the place of some of its parts. */
  static Expression replaced(Expression whole, Function<Expression, Expression> replacement) {
    Expression replaced = replacement.apply(whole);
    if (replaced != whole) {
      return replaced;
    }
    List<Expression> before = Scala.list(whole.children());
    List<Expression> after = before.stream().map(child -> replaced(child, replacement)).toList();
    return after.equals(before) ? whole : whole.withNewChildren(Scala.sequence(after));
  }
}
