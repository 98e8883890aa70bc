package normflow.spark.shim;

import org.apache.spark.SparkThrowable;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Spark 3.5: sessions and tables are always those of Spark's own process. */
public final class SparkLine {

  private SparkLine() {}

  /** Whether a session runs in Spark's own process, and not through Spark Connect. */
  public static boolean isClassic(SparkSession session) {
    return true;
  }

  /** Rules and strategies that a session in Spark's own process has beside Spark's. */
  public static ExperimentalMethods experimental(SparkSession session) {
    return session.experimental();
  }

  /** The rows as Spark executes them, each to be used before the next one is asked for. */
  public static RDD<InternalRow> internalRows(Dataset<Row> rows) {
    return rows.queryExecution().toRdd();
  }

  /** What the rows are computed from, all names resolved. */
  public static LogicalPlan analyzed(Dataset<Row> rows) {
    return rows.queryExecution().analyzed();
  }

  /** What makes a plan of a text of SQL, and runs nothing. */
  public static ParserInterface parser(SparkSession session) {
    return session.sessionState().sqlParser();
  }

  /** A table of rows as Spark executes them. */
  public static Dataset<Row> table(SparkSession session, RDD<InternalRow> rows, StructType schema) {
    return session.internalCreateDataFrame(rows, schema, false);
  }

  /** A column of an expression. */
  public static Column column(Expression expression) {
    return new Column(expression);
  }

  /** The expression of a column. */
  public static Expression expression(Column column) {
    return column.expr();
  }

  /** A column of another type; null where a value has no such, whatever ANSI mode says. */
  public static Column tryCast(Column column, DataType type) {
    return column(new Cast(column.expr(), type, Option.empty(), EvalMode.TRY()));
  }

  /** Spark's name of what went wrong; null where it has none. */
  public static String condition(SparkThrowable thrown) {
    return thrown.getErrorClass();
  }

  /** Writes a stage's class, identity and parameters. */
  public static void saveMetadata(Params stage, String path, SparkSession session) {
    DefaultParamsWriter$.MODULE$.saveMetadata(
        stage,
        path,
        session.sparkContext(),
        DefaultParamsWriter$.MODULE$.saveMetadata$default$4(),
        DefaultParamsWriter$.MODULE$.saveMetadata$default$5());
  }

  /** Reads what {@link #saveMetadata} wrote. */
  public static DefaultParamsReader.Metadata loadMetadata(
      String path, SparkSession session, Class<?> stage) {
    return DefaultParamsReader$.MODULE$.loadMetadata(path, session.sparkContext(), stage.getName());
  }

  /** Whether a stage is being saved to, or loaded from, the driver's own disk, by Spark Connect. */
  public static boolean isOnDriversDisk() {
    return false;
  }
}
