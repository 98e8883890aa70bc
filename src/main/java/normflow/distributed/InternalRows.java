package normflow.distributed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import normflow.config.ConfigException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.CreateStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * Columns added to a table by a function of a partition's rows, in Spark's own representation of
 * rows: {@code Dataset.mapPartitions} would box every value of every row twice.
 *
 * <p>The plan consists of the nodes of {@code Dataset.mapPartitions}, with a struct in place of an
 * object, so that it streams and is optimised as any other. All that the project knows of
 * Catalyst's internals is here.
 */
final class InternalRows {

  /** What is made of the rows of a partition: each with its new values joined to it. */
  interface Joined extends Function<Iterator<InternalRow>, Iterator<InternalRow>>, Serializable {}

  private InternalRows() {}

  /**
   * The table with new columns behind its own.
   *
   * @param rows the table's columns, and behind them others that only {@code function} reads
   * @param kept number of the table's columns
   * @param added the new columns
   * @param function must copy a row before it asks for the next one
   * @throws ConfigException if the table is one of Spark Connect
   */
  static Dataset<Row> add(Dataset<Row> rows, int kept, List<StructField> added, Joined function) {
    if (!(rows instanceof org.apache.spark.sql.classic.Dataset<Row> known)) {
      throw new ConfigException(
          "the table is a "
              + rows.getClass().getName()
              + ": flows run in Spark's own process, not through Spark Connect",
          null);
    }
    LogicalPlan source = known.queryExecution().analyzed();
    Expression whole = CreateStruct.create(expressions(source.output()));
    List<StructField> fields = new ArrayList<>(List.of(((StructType) whole.dataType()).fields()));
    int read = fields.size();
    fields.addAll(added);
    StructType joined = new StructType(fields.toArray(StructField[]::new));
    AttributeReference in = reference("in", (StructType) whole.dataType());
    AttributeReference out = reference("out", joined);
    LogicalPlan mapped =
        new MapPartitions(
            new OverPartition(function), out, new DeserializeToObject(whole, in, source));
    List<NamedExpression> columns = new ArrayList<>();
    for (int i = 0; i < joined.size(); i++) {
      if (i < kept || i >= read) {
        columns.add(column(out, i, joined.apply(i)));
      }
    }
    return org.apache.spark.sql.classic.Dataset.ofRows(
        known.sparkSession(), new SerializeFromObject(sequence(columns), mapped));
  }

  private static Seq<Expression> expressions(Seq<Attribute> attributes) {
    return sequence(List.<Expression>copyOf(CollectionConverters.asJava(attributes)));
  }

  private static AttributeReference reference(String name, StructType type) {
    return new AttributeReference(
        name, type, false, Metadata.empty(), NamedExpression.newExprId(), sequence(List.of()));
  }

  private static NamedExpression column(AttributeReference struct, int index, StructField field) {
    return new Alias(
        new GetStructField(struct, index, Option.apply(field.name())),
        field.name(),
        NamedExpression.newExprId(),
        sequence(List.of()),
        Option.apply(field.metadata()),
        sequence(List.of()));
  }

  private static <T> Seq<T> sequence(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  /** The function as Spark calls it; Spark's objects are the structs. */
  private static final class OverPartition
      extends AbstractFunction1<
          scala.collection.Iterator<Object>, scala.collection.Iterator<Object>>
      implements Serializable {
    private static final long serialVersionUID = 1;
    private final Joined function;

    OverPartition(Joined function) {
      this.function = function;
    }

    @Override
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Object> structs) {
      Iterator<Object> in = CollectionConverters.asJava(structs);
      Iterator<InternalRow> out =
          function.apply(
              new Iterator<>() {
                @Override
                public boolean hasNext() {
                  return in.hasNext();
                }

                @Override
                public InternalRow next() {
                  return (InternalRow) in.next();
                }
              });
      return CollectionConverters.asScala(
          new Iterator<Object>() {
            @Override
            public boolean hasNext() {
              return out.hasNext();
            }

            @Override
            public Object next() {
              return out.next();
            }
          });
    }
  }
}
