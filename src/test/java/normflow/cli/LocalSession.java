package normflow.cli;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Commands in this JVM with a session of two cores, and a folder for each test. */
abstract class LocalSession {

  static SparkSession session;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    System.setProperty("java.awt.headless", "true");
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }
}
