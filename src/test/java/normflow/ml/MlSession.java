package normflow.ml;

import java.nio.file.Path;
import java.util.List;
import normflow.density.Densities;
import normflow.density.Density;
import normflow.spark.table.DataGenerator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A session as users make them: without the plugin and options of normflow's commands. */
abstract class MlSession {

  /** Small enough to be trained in seconds. */
  static final String SMALL =
      "{\"type\": \"nsf\", \"transforms\": 2, \"hidden\": [16, 16], \"bins\": 8}";

  static SparkSession session;

  @TempDir static Path folder;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .appName("ml")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  static String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Two moons in the columns x0 and x1. */
  static Dataset<Row> moons(long rows, long seed) {
    return rows("two-moons", rows, seed);
  }

  static Dataset<Row> rows(String name, long rows, long seed) {
    Density density =
        Densities.named(name, java.util.OptionalDouble.empty(), java.util.OptionalDouble.empty());
    return DataGenerator.rows(session, density, rows, seed, 2).select("x0", "x1");
  }

  static NormalizingFlow small() {
    return new NormalizingFlow()
        .setFlow(SMALL)
        .setMaxIter(100)
        .setBatchSize(256)
        .setValidationInterval(100)
        .setValidationShare(0);
  }

  static List<Double> logDensities(Dataset<Row> scored) {
    return scored.select("logDensity").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .toList();
  }
}
