package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import normflow.JavaProcess;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A pipeline that is saved here and scores in another JVM. */
class AnotherProcessIT extends MlSession {

  private static final long LIMIT_SECONDS = 240;

  /** The other process. */
  static final class Scoring {
    private Scoring() {}

    /**
     * Scores a table.
     *
     * @param arguments folder of the pipeline, of the table and of the result
     */
    public static void main(String[] arguments) {
      SparkSession session =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .getOrCreate();
      Dataset<Row> rows = session.read().parquet(arguments[1]);
      PipelineModel.load(arguments[0]).transform(rows).write().parquet(arguments[2]);
      session.stop();
    }
  }

  @Test
  void scoresIdentically() throws IOException, InterruptedException {
    moons(3000, 1).coalesce(1).write().parquet(path("rows"));
    Dataset<Row> rows = session.read().parquet(path("rows"));
    PipelineModel fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(new String[] {"x0", "x1"}).setOutputCol("raw"),
                  new StandardScaler().setInputCol("raw").setOutputCol("features"),
                  small().setLatentCol("latent").setContamination(0.05)
                })
            .fit(rows);
    fitted.write().save(path("model"));
    assertEquals(0, score(path("model"), path("rows"), path("scored")), () -> log());
    assertEquals(
        fitted.transform(rows).collectAsList(),
        session.read().parquet(path("scored")).collectAsList());
  }

  private static int score(String... arguments) throws IOException, InterruptedException {
    List<String> command = JavaProcess.command();
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Scoring.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(Path.of(path("log.txt")).toFile())
            .start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, () -> "hangs: " + log());
    return process.exitValue();
  }

  private static String log() {
    try {
      return Files.readString(Path.of(path("log.txt")));
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
