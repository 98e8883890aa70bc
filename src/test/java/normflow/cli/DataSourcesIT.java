package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tables of other data sources than Parquet and CSV. */
class DataSourcesIT extends LocalSession {

  private static final int ROWS = 300;

  private String points() {
    Commands.ok("generate", "--density", "rings", "--rows", "" + ROWS, "--output", path("points"));
    return path("points");
  }

  private String job(String output, String data) throws IOException {
    return Files.writeString(
            folder.resolve(output + ".yaml"),
            "data: {type: table, columns: [x0, x1], "
                + data
                + "}\nflow: {type: planar, layers: 1}\n"
                + "training: {batchSize: 32, steps: 4, validationInterval: 2}\n"
                + "partitions: 1\noutput: "
                + path(output)
                + "\n")
        .toString();
  }

  @Test
  void orcIsReadAndWritten() throws IOException {
    session.read().parquet(points()).write().orc(path("orc"));
    Commands.ok("train", job("model", "format: orc, path: " + path("orc")));
    Commands.ok(
        "score",
        "--model",
        path("model"),
        "--data",
        path("orc"),
        "--output",
        path("scored"),
        "--output-format",
        "orc",
        "--column",
        "found");
    assertEquals(ROWS, session.read().orc(path("scored")).where("found < 1e9").count());
  }

  /** Spark comes without it, and so do these tests but in the Maven profile {@code spark-4.1}. */
  private static boolean isAvroThere() {
    try {
      Class.forName("org.apache.spark.sql.v2.avro.AvroDataSourceV2");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void avroIsReadAndWritten() throws IOException {
    assumeTrue(isAvroThere(), "spark-avro is not on the class path: mvn -Pspark-4.1 verify");
    session.read().parquet(points()).write().format("avro").save(path("avro"));
    Commands.ok("train", job("model", "format: avro, path: " + path("avro")));
    String[] score = {
      "score", "--model", path("model"), "--data", path("avro"), "--column", "found"
    };
    Commands.ok(with(score, "--output", path("scored"), "--output-format", "avro"));
    Dataset<Row> scored = session.read().format("avro").load(path("scored"));
    assertEquals(ROWS, scored.where("found < 1e9").count());
    assertEquals(
        List.of(),
        session
            .read()
            .parquet(path("points"))
            .select("x0", "x1")
            .exceptAll(scored.select("x0", "x1"))
            .collectAsList());
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void aFormatThatIsNotThereNamesItsPackage() throws IOException {
    assumeFalse(isAvroThere(), "Avro is there");
    Commands.ok("train", job("model", "format: parquet, path: " + points()));
    String[] score = {
      "score",
      "--model",
      path("model"),
      "--data",
      path("points"),
      "--column",
      "found",
      "--output",
      path("never")
    };
    for (String[] named :
        new String[][] {
          {"avro", "org.apache.spark:spark-avro_"},
          {"delta", "io.delta:delta-spark_"},
          {"iceberg", "org.apache.iceberg:iceberg-spark-runtime-"}
        }) {
      String expected = "Spark has no data source " + named[0] + "; give spark-submit --packages ";
      Commands written = Commands.run(with(score, "--output-format", named[0]));
      assertEquals(2, written.status(), written.printed());
      assertTrue(written.printed().contains(expected + named[1]), written.printed());
      assertFalse(Files.exists(Path.of(path("never"))));
      Commands read = Commands.run(with(score, "--format", named[0]));
      assertEquals(2, read.status(), read.printed());
      assertTrue(read.printed().contains(expected + named[1]), read.printed());
    }
  }

  @Test
  void avroThatIsNotThereSaysWhatIsNeeded() throws IOException {
    assumeFalse(isAvroThere(), "it is there");
    Files.writeString(folder.resolve("a.avro"), "Obj");
    Commands ran = Commands.run("train", job("model", "format: avro, path: " + path("a.avro")));
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(
        ran.printed().contains("spark-submit --packages org.apache.spark:spark-avro_"),
        ran.printed());
  }

  /** A database whose table has the points; its URL. */
  private String database(String password) throws SQLException {
    String url = "jdbc:h2:" + path("db");
    Properties user = new Properties();
    user.put("user", "anna");
    user.put("password", password);
    session
        .read()
        .parquet(points())
        .select("x0", "x1")
        .write()
        .option("createTableColumnTypes", "x0 DOUBLE, x1 DOUBLE")
        .jdbc(url, "points", user);
    try (Connection connection = DriverManager.getConnection(url, user)) {
      assertTrue(connection.isValid(1));
    }
    return url;
  }

  @Test
  void aPasswordOfADatabaseComesFromTheEnvironmentAndGoesNowhere() throws Exception {
    // What the environment of these tests has, and no file of theirs.
    String variable = "SPARK_HOME";
    String password = System.getenv(variable);
    String options =
        "format: jdbc, options: {url: '"
            + database(password)
            + "', dbtable: points, user: anna, password: '%s'}";
    String printed =
        Commands.ok("train", job("model", options.replace("%s", "${env:" + variable + "}")));
    assertFalse(printed.contains(password), printed);
    String provenance = Files.readString(folder.resolve("model/provenance.json"));
    assertTrue(provenance.contains("${env:" + variable + "}"), provenance);
    try (Stream<Path> files = Files.walk(folder.resolve("model"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(new String(Files.readAllBytes(file), UTF_8).contains(password), file + "");
      }
    }
    Commands wrong = Commands.run("train", job("other", options.replace("%s", "hunter2-of-anna")));
    assertEquals(2, wrong.status(), wrong.printed());
    assertTrue(wrong.printed().contains("the jdbc source cannot be read"), wrong.printed());
    assertFalse(wrong.printed().contains("hunter2-of-anna"), wrong.printed());
  }
}
