package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import normflow.storage.ForeignFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose files are of a file system that only spark-submit's settings know. */
class HadoopSettingsIT {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.master",
          "local[1]",
          "spark.ui.enabled",
          "false",
          "spark.hadoop.fs.foreign.impl",
          ForeignFileSystem.class.getName(),
          "spark.hadoop.fs.defaultFS",
          "foreign:///",
          "spark.hadoop." + ForeignFileSystem.KEY,
          "open");

  private static final Map<String, String> BEFORE = new HashMap<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void asSparkSubmitDoes() {
    SETTINGS.forEach((key, value) -> BEFORE.put(key, System.setProperty(key, value)));
  }

  @AfterAll
  static void asBefore() {
    BEFORE.forEach(
        (key, value) -> {
          if (value == null) {
            System.clearProperty(key);
          } else {
            System.setProperty(key, value);
          }
        });
  }

  @Test
  void theyCountBeforeAndInTheSession() throws IOException {
    String table = foreign("table");
    Commands.ok("generate", "--density", "rings", "--rows", "60", "--output", table);
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: parquet, path: "%s", columns: [x0, x1]}
        flow: {type: planar, layers: 1}
        training: {batchSize: 32, steps: 4, validationInterval: 2}
        partitions: 1
        output: "%s"
        """
            .formatted(table, foreign("model")));
    Commands.ok("train", foreign("job.yaml"), "--no-report");
    Commands.ok("evaluate", "--model", foreign("model"), "--data", table);
    String tables = Path.of("src/test/resources/normflow/published").toAbsolutePath().toString();
    String prepared =
        Commands.run(
                "prepare",
                "--dataset",
                "bsds300",
                "--input",
                "foreign:" + tables + "/bsds300-BSDS300.hdf5",
                "--output",
                foreign("prepared"))
            .printed();
    assertTrue(Files.exists(folder.resolve("prepared/train/_SUCCESS")), prepared);
  }

  /** As on YARN, where spark-submit puts {@code --files} into the working directory. */
  @Test
  void aJobFileOrModelOfTheWorkingDirectoryIsThatOne() throws IOException {
    String printed = Commands.ok("inspect", "conf/two-moons.yaml");
    assertTrue(printed.contains("layers"), printed);
    String model = "src/test/resources/normflow/golden/0.1.0/ended/density";
    assertEquals(
        Commands.ok("inspect", Path.of(model).toUri().toString()), Commands.ok("inspect", model));
  }

  @Test
  void whatIsNotThereIsNamedWithItsPlace() throws IOException {
    notThere("foreign:/nowhere/home/conf/none.yaml", "train", "conf/none.yaml");
    notThere("foreign:/nowhere/none.yaml", "sweep", "foreign:/nowhere/none.yaml");
    notThere("foreign:/nowhere/home/none", "inspect", "none");
    Path job = folder.resolve("absent.yaml");
    Files.writeString(
        job,
        """
        data: {type: table, format: csv, path: none.csv, columns: [a, b]}
        flow: {type: planar, layers: 1}
        output: "%s"
        """
            .formatted(foreign("never")));
    notThere("foreign:/nowhere/home/none.csv", "train", "file:" + job);
  }

  private static void notThere(String place, String... command) {
    Commands ran = Commands.run(command);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(place), ran.printed());
  }

  private static String foreign(String name) {
    return "foreign:" + folder.resolve(name);
  }
}
