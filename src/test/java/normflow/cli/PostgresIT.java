package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Fingerprint;
import normflow.store.Provenance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a PostgreSQL that asks for a password. */
class PostgresIT extends LocalSession {

  private static final int ROWS = 600;

  /** What the environment of these tests has, and no file of theirs. */
  private static final String VARIABLE = "SPARK_HOME";

  private static final String CUT =
      ", partitionColumn: id, lowerBound: '1', upperBound: '601', numPartitions: '4'";

  @TempDir private static Path data;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void serve() throws IOException, SQLException {
    try {
      server = EmbeddedPostgres.builder().setDataDirectory(data.resolve("server")).start();
    } catch (IOException | IllegalStateException e) {
      // Its binaries are those of Linux, and as root it needs "unshare -U".
      Assumptions.abort("no PostgreSQL can be started here: " + e);
    }
    execute("CREATE ROLE anna LOGIN PASSWORD '" + System.getenv(VARIABLE) + "'");
    execute(
        "CREATE TABLE points AS SELECT id, 10 + 3 * sin(id) AS x0, 5 + 2 * cos(1.3 * id) AS x1"
            + " FROM generate_series(1, "
            + ROWS
            + ") AS id");
    execute("GRANT SELECT ON points TO anna");
    Files.writeString(
        data.resolve("server/pg_hba.conf"),
        "host all postgres all trust\nhost all all all scram-sha-256\n");
    execute("SELECT pg_reload_conf()");
  }

  @AfterAll
  static void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static void execute(String statement) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** Options of the table, in YAML. */
  private static String options(String password, String more) {
    return "{url: '"
        + url()
        + "', dbtable: points, user: anna, password: '"
        + password
        + "'"
        + more
        + "}";
  }

  private String job(String name, String options) throws IOException {
    return Files.writeString(
            folder.resolve(name + ".yaml"),
            "data: {type: table, format: jdbc, columns: [x0, x1], options: "
                + options
                + "}\nvalidation: {share: 0}\nflow: {type: planar, layers: 1}\n"
                + "training: {batchSize: 32, steps: 4}\n"
                + "partitions: 2\noutput: "
                + path(name)
                + "\n")
        .toString();
  }

  private byte[] train(String name, String options) throws IOException {
    Commands.ok("train", job(name, options));
    return Files.readAllBytes(folder.resolve(name).resolve("parameters.safetensors"));
  }

  private Dataset<Row> score(String name, String... options) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    "score", "--model", path("model"), "--format", "jdbc", "--output", path(name)),
                Stream.of(options).flatMap(option -> Stream.of("--option", option)))
            .toList();
    String said = Commands.ok(command.toArray(String[]::new));
    assertTrue(said.contains("the jdbc source with log_density"), said);
    return session.read().parquet(path(name));
  }

  @Test
  void aTableTrainsAndIsScoredInPartsAndInOne() throws IOException {
    String password = "${env:" + VARIABLE + "}";
    train("model", options(password, ""));
    String[] all = {"url=" + url(), "dbtable=points", "user=anna", "password=" + password};
    String[] cut =
        Stream.concat(
                Stream.of(all),
                Stream.of(
                    "partitionColumn=id", "lowerBound=1", "upperBound=601", "numPartitions=4"))
            .toArray(String[]::new);
    Dataset<Row> one = score("one", all);
    Dataset<Row> parts = score("parts", cut);
    assertEquals(1, files("one"));
    assertEquals(4, files("parts"));
    assertEquals(ROWS, one.count());
    assertEquals(ROWS, parts.where("log_density IS NOT NULL").count());
    assertEquals(List.of(), one.exceptAll(parts).collectAsList());
  }

  private long files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  /** The rows are the same; the last bit of their mean depends on the parts that they come in. */
  @Test
  void thePartsDecideNoRow() throws IOException {
    String password = "${env:" + VARIABLE + "}";
    byte[] parts = train("parts", options(password, CUT));
    assertArrayEquals(parts, train("again", options(password, CUT)));
    byte[] one = train("one", options(password, ""));
    assertArrayEquals(one, train("one-again", options(password, "")));
    assertEquals(trained("one"), trained("parts"));
  }

  private Fingerprint trained(String model) throws IOException {
    String file = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", file, Provenance.class).rows().orElseThrow().training();
  }

  @Test
  void thePasswordIsAskedForAndGoesNowhere() throws IOException {
    String printed = Commands.ok("train", job("model", options("${env:" + VARIABLE + "}", "")));
    String password = System.getenv(VARIABLE);
    assertFalse(printed.contains(password), printed);
    try (Stream<Path> files = Files.walk(folder.resolve("model"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(new String(Files.readAllBytes(file), UTF_8).contains(password), file + "");
      }
    }
    Commands wrong = Commands.run("train", job("other", options("hunter2-of-anna", "")));
    assertEquals(2, wrong.status(), wrong.printed());
    assertTrue(wrong.printed().contains("the jdbc source cannot be read"), wrong.printed());
    assertTrue(wrong.printed().contains("password authentication failed"), wrong.printed());
    assertFalse(wrong.printed().contains("hunter2-of-anna"), wrong.printed());
  }
}
