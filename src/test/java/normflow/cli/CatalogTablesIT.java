package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables by their names in Spark's catalogs, and queries of them. */
class CatalogTablesIT {

  private static final int ROWS = 400;

  private static final String MODEL =
      Path.of("src/test/resources/normflow/golden/0.1.0/ended/density").toAbsolutePath().toString();

  @TempDir private static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.catalogImplementation", "in-memory")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
    String files = folder.resolve("rings").toString();
    Commands.ok("generate", "--density", "rings", "--rows", "" + ROWS, "--output", files);
    session.sql("CREATE DATABASE shop");
    session
        .read()
        .parquet(files)
        .selectExpr("x0", "x1", "IF(x0 > 0, 'right', 'left') AS side")
        .write()
        .saveAsTable("shop.points");
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static String query(String where) {
    return "SELECT x0, x1, side FROM shop.points WHERE " + where;
  }

  /** A job of a few steps; its output. */
  private static String train(String name, String data, String test) throws IOException {
    String output = folder.resolve(name).toString();
    Path job =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            "data: {type: table, columns: [x0, x1], "
                + data
                + "}\ntest: {"
                + test
                + "}\nflow: {type: planar, layers: 1}\n"
                + "training: {batchSize: 32, steps: 4, validationInterval: 2}\n"
                + "partitions: 2\noutput: "
                + output
                + "\n");
    Commands.ok("train", job.toString());
    return output;
  }

  private static String refused(String... command) {
    Commands ran = Commands.run(command);
    assertEquals(2, ran.status(), ran.printed());
    return ran.printed();
  }

  private static String[] score(String model, String... more) {
    return Stream.concat(Stream.of("score", "--model", model), Arrays.stream(more))
        .toArray(String[]::new);
  }

  @Test
  void aTableTrainsAndAQueryIsScoredIntoATableTwice() throws IOException {
    String model = train("named", "table: shop.points", "query: \"" + query("x1 > 0.5") + "\"");
    String provenance = Files.readString(Path.of(model, "provenance.json"));
    assertTrue(provenance.contains("\"table\" : \"shop.points\""), provenance);
    long right = session.sql(query("side = 'right'")).count();
    for (int times = 1; times <= 2; times++) {
      String said =
          Commands.ok(
              score(
                  model,
                  "--query",
                  query("side = 'right'"),
                  "--output-table",
                  "shop.scored",
                  "--mode",
                  "append"));
      assertTrue(said.contains("the query with log_density in shop.scored"), said);
      Dataset<Row> scored = session.table("shop.scored");
      assertEquals(times * right, scored.count());
      assertEquals(List.of("x0", "x1", "side", "log_density"), List.of(scored.columns()));
    }
    assertEquals(0, session.table("shop.scored").where("log_density IS NULL").count());
    assertEquals(right, session.table("shop.scored").distinct().count());
    Commands.ok("evaluate", "--model", model, "--table", "shop.scored");
    Commands.ok("evaluate", "--model", model, "--query", query("side = 'left'"));
  }

  @Test
  void aTableAndAQueryOfItGiveTheBitsOfItsFiles() throws IOException {
    String files = folder.resolve("warehouse/shop.db/points").toString();
    String share = "share: 0.2";
    byte[] expected = parameters(train("by-path", "format: parquet, path: " + files, share));
    assertTrue(Arrays.equals(expected, parameters(train("by-name", "table: shop.points", share))));
    String query = "query: SELECT * FROM shop.points";
    assertTrue(Arrays.equals(expected, parameters(train("by-query", query, share))));
  }

  @Test
  void aBenchmarkAndASweepTakeTablesAndQueries() throws IOException {
    String output = folder.resolve("benchmark").toString();
    Path benchmark =
        Files.writeString(
            folder.resolve("benchmark.yaml"),
            "flows: {planar: {flow: {type: planar, layers: 1}}}\ndata:\n"
                + "  named: {source: {type: table, table: %s, columns: [x0, x1]}}\n"
                + "  queried: {source: {type: table, query: \"SELECT * FROM shop.points\", columns: [x0, x1]}}\n"
                + "training: {batchSize: 32, steps: 4, validationInterval: 2}\n"
                + "test: {share: 0.25}\noutput: "
                + output
                + "\n");
    String text = Files.readString(benchmark);
    Files.writeString(benchmark, text.replace("%s", "shop.pionts"));
    Commands missing = Commands.run("benchmark", benchmark.toString());
    assertTrue(missing.printed().contains("(did you mean points?)"), missing.printed());
    Files.writeString(benchmark, text.replace("%s", "shop.points"));
    Commands.ok("benchmark", benchmark.toString(), "--overwrite");
    assertTrue(
        Arrays.equals(
            parameters(output + "/named/planar"), parameters(output + "/queried/planar")));
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            "base: "
                + folder.resolve("by-table.yaml")
                + "\naxes: {training.seed: [1, 2]}\noutput: "
                + folder.resolve("sweep")
                + "\n");
    train("by-table", "table: shop.points", "share: 0.2");
    Commands.ok("sweep", sweep.toString());
    String best = Files.readString(folder.resolve("sweep/best.yaml"));
    assertTrue(best.contains("table: shop.points"), best);
  }

  private static byte[] parameters(String model) throws IOException {
    return Files.readAllBytes(Path.of(model, "parameters.safetensors"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop.pionts | there is no such table in `shop` (did you mean points?)
          shpo.points | there is no database `shpo` (did you mean shop?)
          shop.a b    | is not the name of a table
          """)
  void aNameOfNothingIsRefusedWithTheNearest(String name, String expected) {
    String error = refused("evaluate", "--model", MODEL, "--table", name);
    assertTrue(error.contains("table = " + name + ": " + expected), error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE shop.points",
        "INSERT INTO shop.points VALUES (1, 2, 'left')",
        "INSERT OVERWRITE TABLE shop.points SELECT * FROM shop.points LIMIT 1",
        "WITH t AS (SELECT 1D, 2D, 'left') INSERT INTO shop.points SELECT * FROM t",
        "FROM shop.points INSERT INTO shop.points SELECT x0, x1, side",
        "INSERT OVERWRITE DIRECTORY 'file:/tmp/normflow-never' USING csv SELECT 1",
        "CREATE TABLE shop.made AS SELECT 1 AS a",
        "CACHE TABLE shop.points",
        "TRUNCATE TABLE shop.points",
        "SET spark.sql.ansi.enabled = false",
        "USE shop",
        "EXECUTE IMMEDIATE 'DROP TABLE shop.points'",
        "BEGIN DROP TABLE shop.points; SELECT 1; END",
        "EXPLAIN SELECT 1",
        "SELECT 1; DROP TABLE shop.points"
      })
  void whatIsNoSelectIsNotRun(String statement) {
    String database = session.catalog().currentDatabase();
    String ansi = session.conf().get("spark.sql.ansi.enabled");
    String error = refused("evaluate", "--model", MODEL, "--query", statement);
    assertTrue(
        error.contains("is not a SELECT, and was not run") || error.contains("does not parse"),
        error);
    assertEquals(ROWS, session.table("shop.points").count());
    assertFalse(session.catalog().tableExists("shop.made"));
    assertFalse(session.catalog().isCached("shop.points"));
    assertFalse(Files.exists(Path.of("/tmp/normflow-never")));
    assertEquals(ansi, session.conf().get("spark.sql.ansi.enabled"));
    assertEquals(database, session.catalog().currentDatabase());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC x0 FROM shop.points           | does not parse: [PARSE_SYNTAX_ERROR]
          SELECT x0, FROM shop.points WHERE   | does not parse: [PARSE_SYNTAX_ERROR]
          SELECT x9 FROM shop.points          | [UNRESOLVED_COLUMN
          SELECT x0, x1 FROM shop.pionts      | [TABLE_OR_VIEW_NOT_FOUND]
          """)
  void whatSparkSaysOfAQueryIsOneParagraph(String query, String expected) {
    String error = refused("evaluate", "--model", MODEL, "--query", query);
    List<String> said = error.lines().filter(line -> line.contains("query = ")).toList();
    assertEquals(1, said.size(), error);
    assertTrue(said.get(0).contains(expected), error);
    assertFalse(said.get(0).contains("== SQL ==") || said.get(0).contains("+- '"), error);
  }

  @Test
  void whereTheRowsAreIsSaidOnce() {
    String none = refused("evaluate", "--model", MODEL);
    assertTrue(none.contains("--data, --table or --query"), none);
    String two =
        refused("evaluate", "--model", MODEL, "--table", "shop.points", "--query", "SELECT 1");
    assertTrue(two.contains("--data, --table and --query: give one of them"), two);
    String out = refused(score(MODEL, "--table", "shop.points"));
    assertTrue(out.contains("--output=PATH") && out.contains("--output-table=NAME"), out);
    String both =
        refused(score(MODEL, "--table", "shop.points", "--output", "o", "--output-table", "t"));
    assertTrue(both.contains("mutually exclusive"), both);
  }

  @Test
  void aTableThatExistsIsReplacedWhenThatIsSaid() throws IOException {
    String[] plain = score(MODEL, "--table", "shop.points", "--output-table", "shop.modes");
    Commands.ok(plain);
    String exists = refused(plain);
    assertTrue(exists.contains("shop.modes: exists; give --mode append"), exists);
    String folders =
        refused(
            Stream.concat(Arrays.stream(plain), Stream.of("--overwrite")).toArray(String[]::new));
    assertTrue(folders.contains("give --mode overwrite to replace a table"), folders);
    Commands.ok(
        score(
            MODEL,
            "--query",
            query("side = 'left'"),
            "--output-table",
            "shop.modes",
            "--mode",
            "overwrite",
            "--output-format",
            "orc",
            "--partition-by",
            "side"));
    long left = session.sql(query("side = 'left'")).count();
    assertEquals(left, session.table("shop.modes").count());
    // The format and the partitions are those of the table that is there.
    Commands.ok(
        score(MODEL, "--table", "shop.points", "--output-table", "shop.modes", "--mode", "append"));
    assertEquals(left + ROWS, session.table("shop.modes").count());
    assertEquals(
        Set.of("side=left", "side=right"), folders(folder.resolve("warehouse/shop.db/modes")));
    String other =
        refused(
            score(
                MODEL,
                "--table",
                "shop.points",
                "--output-table",
                "shop.points",
                "--mode",
                "append"));
    assertTrue(other.contains("--output-table = shop.points: The column number"), other);
    assertEquals(ROWS, session.table("shop.points").count());
    String database = refused(score(MODEL, "--table", "shop.points", "--output-table", "shp.t"));
    assertTrue(database.contains("no database `shp` (did you mean shop?)"), database);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --table | shop.source
          --table | shop.seen
          --query | SELECT x0, x1 FROM shop.points WHERE x0 IN (SELECT x0 FROM shop.source)
          --data  | FOLDER/warehouse/shop.db/source
          --data  | FOLDER/warehouse/shop.db/source/*.parquet
          """)
  void theTableThatIsReadIsNotReplaced(String option, String place) {
    session.sql(
        "CREATE TABLE IF NOT EXISTS shop.source USING parquet AS SELECT * FROM shop.points");
    session.sql("CREATE OR REPLACE VIEW shop.seen AS SELECT x0, x1 FROM shop.source");
    String read = place.replace("FOLDER", folder.toString());
    String error =
        refused(score(MODEL, option, read, "--output-table", "shop.source", "--mode", "overwrite"));
    assertTrue(error.contains("write another table, and rename that"), error);
    assertEquals(ROWS, session.table("shop.source").count());
  }

  @Test
  void filesArePartitionedAndReplaced() throws IOException {
    String output = folder.resolve("partitioned").toString();
    String wrong =
        refused(
            score(MODEL, "--table", "shop.points", "--output", output, "--partition-by", "sied"));
    assertTrue(
        wrong.contains("--partition-by = sied: is no column of the result (did you mean side?)"),
        wrong);
    assertFalse(Files.exists(Path.of(output)));
    for (int times = 0; times < 2; times++) {
      Commands.ok(
          score(
              MODEL,
              "--table",
              "shop.points",
              "--output",
              output,
              "--partition-by",
              "side",
              "--overwrite"));
      assertEquals(Set.of("side=left", "side=right"), folders(Path.of(output)));
      assertEquals(ROWS, session.read().parquet(output).count());
    }
    Files.writeString(Path.of(output, "side=left", "notes.txt"), "mine");
    String foreign =
        refused(score(MODEL, "--table", "shop.points", "--output", output, "--overwrite"));
    assertTrue(foreign.contains("notes.txt"), foreign);
  }

  /** A folder that is a table of the catalog too is read by the name of that. */
  @Test
  void theFilesOfATableThatIsReadAreNotReplaced() {
    String output = folder.resolve("results").toString();
    Commands.ok(score(MODEL, "--table", "shop.points", "--output", output));
    session.sql("CREATE TABLE shop.results USING parquet LOCATION '" + output + "'");
    String query = "SELECT x0, x1 FROM shop.results WHERE x0 > 0";
    String error = refused(score(MODEL, "--query", query, "--output", output, "--overwrite"));
    assertTrue(error.contains("is what is read"), error);
    assertEquals(ROWS, session.read().parquet(output).count());
  }

  /** What Spark says of a query has the values of variables in it. */
  @Test
  void aVariableOfARefusedQueryIsNotShown() {
    String secret = System.getenv("PATH");
    for (String query :
        List.of(
            "SELECT x9, '${env:PATH}' AS p FROM shop.points",
            "SELECT x0, '${env:PATH}' p q r FROM shop.points",
            "DROP TABLE `${env:PATH}`")) {
      String error = refused("evaluate", "--model", MODEL, "--query", query);
      assertFalse(error.contains(secret), error);
      assertTrue(error.contains("${env:PATH}"), error);
    }
  }

  private static Set<String> folders(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .collect(Collectors.toSet());
    }
  }
}
