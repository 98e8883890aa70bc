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
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Spark 4: sessions and tables are those of Spark's own process or of Connect. */
public final class SparkLine {

  private static final ThreadLocal<?> DRIVERS_DISK = driversDisk();

  private SparkLine() {}

  /** Whether a session runs in Spark's own process, and not through Spark Connect. */
  public static boolean isClassic(SparkSession session) {
    return session instanceof org.apache.spark.sql.classic.SparkSession;
  }

  /** Rules and strategies that a session in Spark's own process has beside Spark's. */
  public static ExperimentalMethods experimental(SparkSession session) {
    return ((org.apache.spark.sql.classic.SparkSession) session).experimental();
  }

  /** The rows as Spark executes them, each to be used before the next one is asked for. */
  public static RDD<InternalRow> internalRows(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd();
  }

  /** What the rows are computed from, all names resolved. */
  public static LogicalPlan analyzed(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }

  /** What makes a plan of a text of SQL, and runs nothing. */
  public static ParserInterface parser(SparkSession session) {
    return ((org.apache.spark.sql.classic.SparkSession) session).sessionState().sqlParser();
  }

  /** A table of rows as Spark executes them. */
  public static Dataset<Row> table(SparkSession session, RDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .internalCreateDataFrame(rows, schema, false);
  }

  /** A column of an expression. */
  public static Column column(Expression expression) {
    return ExpressionUtils.column(expression);
  }

  /** The expression of a column. */
  public static Expression expression(Column column) {
    return ExpressionUtils.expression(column);
  }

  /** A column of another type; null where a value has no such, whatever ANSI mode says. */
  public static Column tryCast(Column column, DataType type) {
    return column.try_cast(type);
  }

  /** Spark's name of what went wrong; null where it has none. */
  public static String condition(SparkThrowable thrown) {
    return thrown.getCondition();
  }

  /** Writes a stage's class, identity and parameters. */
  public static void saveMetadata(Params stage, String path, SparkSession session) {
    DefaultParamsWriter$.MODULE$.saveMetadata(
        stage, path, (org.apache.spark.sql.classic.SparkSession) session);
  }

  /** Reads what {@link #saveMetadata} wrote. */
  public static DefaultParamsReader.Metadata loadMetadata(
      String path, SparkSession session, Class<?> stage) {
    return DefaultParamsReader$.MODULE$.loadMetadata(
        path, (org.apache.spark.sql.classic.SparkSession) session, stage.getName());
  }

  /** Whether a stage is being saved to, or loaded from, the driver's own disk, by Spark Connect. */
  public static boolean isOnDriversDisk() {
    return Boolean.TRUE.equals(DRIVERS_DISK.get());
  }

  /** Spark 4.0 has none. */
  private static ThreadLocal<?> driversDisk() {
    try {
      Class<?> utilities = Class.forName("org.apache.spark.ml.util.ReadWriteUtils");
      return (ThreadLocal<?>) utilities.getMethod("localSavingModeState").invoke(null);
    } catch (ReflectiveOperationException e) {
      return new ThreadLocal<>();
    }
  }
}
