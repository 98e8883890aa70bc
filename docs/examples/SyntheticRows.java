import java.util.List;
import normflow.ml.NormalizingFlow;
import normflow.ml.NormalizingFlowModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Rows as those of a table, drawn from a flow that was fitted to it: docs/spark-ml.md. */
public final class SyntheticRows {

  private SyntheticRows() {}

  /**
   * Fits, draws, and shows what the columns of both tables hold.
   *
   * @param arguments a CSV file with a header, how many rows to draw, and a folder for the model and
   *     the rows
   */
  public static void main(String[] arguments) throws Exception {
    String path = arguments[0];
    long count = Long.parseLong(arguments[1]);
    String folder = arguments[2];
    SparkSession spark = SparkSession.builder().appName("synthetic rows").getOrCreate();
    Dataset<Row> table =
        spark.read().option("header", true).option("inferSchema", true).csv(path).cache();
    NormalizingFlowModel model =
        new NormalizingFlow()
            .setFlow("tabular")
            .setInputCols(table.columns())
            .setMaxIter(300) // enough for a look; left out, the table says how many
            .fit(table);
    Dataset<Row> drawn = model.sample(spark, count, 7).cache();
    model.write().overwrite().save(folder + "/model");
    drawn.write().mode(SaveMode.Overwrite).option("header", true).csv(folder + "/rows");
    for (Dataset<Row> rows : List.of(table, drawn)) {
      rows.summary("count", "mean", "stddev", "min", "50%", "max").show();
    }
    spark.stop();
  }
}
