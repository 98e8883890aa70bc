import normflow.ml.NormalizingFlowModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** Scores the files that arrive in a folder, each of their rows once: docs/spark-ml.md. */
public final class StreamScores {

  private StreamScores() {}

  /**
   * Scores what is there and ends; run it again for what has come since.
   *
   * @param arguments folders of the model, of arriving Parquet files, of the scores and of the
   *     checkpoint
   */
  public static void main(String[] arguments) throws Exception {
    String model = arguments[0];
    String arriving = arguments[1];
    String scores = arguments[2];
    String checkpoint = arguments[3];
    SparkSession spark = SparkSession.builder().appName("stream scores").getOrCreate();
    Dataset<Row> rows =
        spark
            .readStream()
            .schema("id BIGINT, x0 DOUBLE, x1 DOUBLE")
            .option("maxFilesPerTrigger", 1)
            .parquet(arriving);
    StreamingQuery query =
        NormalizingFlowModel.load(model)
            .transform(rows)
            .writeStream()
            .format("parquet")
            .option("path", scores)
            .option("checkpointLocation", checkpoint)
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    spark.stop();
  }
}
