package normflow.spark.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's expressions and their sequences, as Java has them. */
final class Catalyst {

  private Catalyst() {}

  static <T> Seq<T> sequence(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  static <T> List<T> list(Seq<? extends T> sequence) {
    return new ArrayList<>(CollectionConverters.asJava(sequence));
  }

  /** Columns of a table and new ones behind them. */
  static Seq<Attribute> joined(Seq<Attribute> table, Seq<NamedExpression> added) {
    List<Attribute> all = list(table);
    CollectionConverters.asJava(added).forEach(column -> all.add(column.toAttribute()));
    return sequence(all);
  }

  /** An expression under a name of its own. */
  static NamedExpression named(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        sequence(List.of()),
        Option.<Metadata>empty(),
        sequence(List.of()));
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
    List<Expression> before = list(whole.children());
    List<Expression> after = before.stream().map(child -> replaced(child, replacement)).toList();
    return after.equals(before) ? whole : whole.withNewChildren(sequence(after));
  }
}
