package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import normflow.DocumentedCode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for tables of a format that keeps older versions beside the current one. The table
 * {@code orders} has been filled, overwritten, updated, thinned out and merged into.
 *
 * <p>It is run for a format by a class of its own, with SQL alone. Its connector is on the class
 * path in the Maven profile {@code spark-4.1}; elsewhere the tests are skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LakeTables {

  private static final List<String> COLUMNS = List.of("id", "price", "items", "side");
  private static final int DELIVERED = 400;

  private final String format;
  private final String connector;
  private final String catalog;

  Path folder;
  SparkSession session;
  private Dataset<Row> expected;
  String model;

  /**
   * @param format name of the data source
   * @param connector a class of it
   * @param catalog that has its tables
   */
  LakeTables(String format, String connector, String catalog) {
    this.format = format;
    this.connector = connector;
    this.catalog = catalog;
  }

  /** What the session is told for the connector. */
  abstract Map<String, String> settings(Path warehouse);

  /** What tells the versions of a table, in their order. */
  abstract List<String> versions(String table);

  @BeforeAll
  void start(@TempDir Path given) throws IOException {
    folder = given;
    requireConnector();
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.catalogImplementation", "in-memory");
    settings(folder.resolve("warehouse")).forEach(builder::config);
    session = builder.getOrCreate();
    session.sql("CREATE DATABASE " + name(""));
    view("delivered", 0, DELIVERED, "10 + 3 * sin(id)");
    view("corrected", 100, 500, "12 + 3 * cos(id)");
    view("changes", 480, 540, "9 + 2 * sin(2 * id)");
    fill(name("orders"));
    expected =
        session.sql(
            """
            SELECT id, coalesce(c.price, k.price) AS price, coalesce(k.items, c.items) AS items,
              coalesce(k.side, c.side) AS side
            FROM (SELECT id, IF(id % 7 = 0, price + 1, price) AS price, items, side
              FROM corrected WHERE id % 5 <> 0) AS k
            FULL OUTER JOIN changes AS c USING (id)
            """);
    model = train("model", "table: " + name("orders"));
  }

  private void requireConnector() {
    boolean there;
    try {
      Class.forName(connector);
      there = true;
    } catch (ClassNotFoundException e) {
      there = false;
    }
    assumeTrue(there, connector + " is not on the class path: mvn -Pspark-4.1 verify");
  }

  @AfterAll
  void stop() {
    if (session != null) {
      session.stop();
    }
  }

  private void view(String name, long from, long to, String price) {
    session
        .range(from, to)
        .selectExpr(
            "id",
            price + " AS price",
            "5 + 2 * cos(1.3 * id) + 0.1 * " + price + " AS items",
            "IF(id % 2 = 0, 'left', 'right') AS side")
        .createOrReplaceTempView(name);
  }

  private void fill(String table) {
    session.sql(
        "CREATE TABLE "
            + table
            + " (id BIGINT, price DOUBLE, items DOUBLE, side STRING) USING "
            + format
            + " PARTITIONED BY (side)");
    session.sql("INSERT INTO " + table + " SELECT * FROM delivered");
    session.sql("INSERT OVERWRITE " + table + " SELECT * FROM corrected");
    session.sql("UPDATE " + table + " SET price = price + 1 WHERE id % 7 = 0");
    session.sql("DELETE FROM " + table + " WHERE id % 5 = 0");
    session.sql(
        "MERGE INTO "
            + table
            + " AS t USING changes AS c ON t.id = c.id"
            + " WHEN MATCHED THEN UPDATE SET t.price = c.price WHEN NOT MATCHED THEN INSERT *");
  }

  /** A table's name of three parts. */
  String name(String table) {
    return catalog + ".shop" + (table.isEmpty() ? "" : "." + table);
  }

  /** The version of {@code orders} that has the rows of {@code delivered}. */
  private String delivered() {
    return versions(name("orders")).stream()
        .filter(version -> !asOf("orders", version).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private Dataset<Row> asOf(String table, String version) {
    return session.sql("SELECT * FROM " + name(table) + " VERSION AS OF " + version);
  }

  private Path job(String name, String data) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        "data: {type: table, columns: [price, items], "
            + data
            + "}\nvalidation: {share: 0}\nflow: {type: planar, layers: 1}\n"
            + "training: {batchSize: 32, steps: 4}\npartitions: 2\noutput: "
            + folder.resolve(name)
            + "\n");
  }

  private String train(String name, String data) throws IOException {
    Commands.ok("train", job(name, data).toString());
    return folder.resolve(name).toString();
  }

  private String[] score(String... more) {
    return Stream.concat(Stream.of("score", "--model", model), Arrays.stream(more))
        .toArray(String[]::new);
  }

  private Dataset<Row> scored(String name, String... place) {
    String output = folder.resolve(name).toString();
    Commands.ok(
        score(
            Stream.concat(Arrays.stream(place), Stream.of("--output", output))
                .toArray(String[]::new)));
    Dataset<Row> rows = session.read().parquet(output);
    assertEquals(0, rows.where("log_density IS NULL").count());
    return rows;
  }

  static String refused(String... command) {
    Commands ran = Commands.run(command);
    assertEquals(2, ran.status(), ran.printed());
    return ran.printed();
  }

  /** The same rows, to the bit, each as often. */
  private static void assertSame(Dataset<Row> rows, Dataset<Row> found) {
    String[] columns = COLUMNS.toArray(String[]::new);
    Dataset<Row> these = found.select("id", "price", "items", "side");
    assertEquals(rows.count(), these.count());
    assertEquals(
        List.of(),
        rows.select("id", "price", "items", "side").exceptAll(these).collectAsList(),
        Arrays.toString(columns));
  }

  private static void assertTrainedOn(Dataset<Row> rows, String model) throws IOException {
    String provenance = Files.readString(Path.of(model, "provenance.json"));
    String count = "\"trainingRows\" : " + rows.count() + ",";
    assertTrue(provenance.contains(count), count + " is not in " + provenance);
  }

  private String location() {
    return session.sql("DESCRIBE TABLE EXTENDED " + name("orders")).collectAsList().stream()
        .filter(row -> row.getString(0).equals("Location"))
        .map(row -> row.getString(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theRowsAreThoseOfTheCurrentVersion() throws IOException {
    assertTrainedOn(expected, model);
    assertSame(expected, scored("by-name", "--table", name("orders")));
    assertSame(expected, scored("by-query", "--query", "SELECT * FROM " + name("orders")));
    assertSame(expected, scored("by-path", "--data", location(), "--format", format));
    String files = refused("evaluate", "--model", model, "--data", location());
    assertTrue(files.contains("give the format " + format), files);
    String evaluated = Commands.ok("evaluate", "--model", model, "--table", name("orders"));
    assertTrue(evaluated.contains(expected.count() + " rows"), evaluated);
  }

  @Test
  void anOlderVersionIsReadByAnOptionAndByAQuery() throws IOException {
    Dataset<Row> before = session.table("delivered");
    String version = delivered();
    String option = "versionAsOf=" + version;
    assertSame(before, scored("then", "--table", name("orders"), "--option", option));
    String query = "SELECT * FROM " + name("orders") + " VERSION AS OF " + version;
    assertSame(before, scored("then-queried", "--query", query));
    String path = location();
    assertSame(
        before, scored("then-by-path", "--data", path, "--format", format, "--option", option));
    assertTrainedOn(
        before,
        train(
            "trained-then",
            "table: " + name("orders") + ", options: {versionAsOf: '" + version + "'}"));
    String never =
        refused(
            "evaluate",
            "--model",
            model,
            "--table",
            name("orders"),
            "--option",
            "versionAsOf=987654321");
    assertTrue(never.contains("table = " + name("orders") + ": "), never);
    assertTrue(never.contains("987654321"), never);
  }

  @Test
  void whatIsNotThereIsNamedWithTheNearest() throws IOException {
    String table = refused("evaluate", "--model", model, "--table", name("ordres"));
    assertTrue(table.contains("there is no such table in"), table);
    assertTrue(table.contains("(did you mean orders?)"), table);
    String database = refused("evaluate", "--model", model, "--table", catalog + ".shp.orders");
    assertTrue(database.contains("(did you mean shop?)"), database);
    Path job = job("wrong", "table: " + name("orders"));
    Files.writeString(job, Files.readString(job).replace("items]", "itmes]"));
    String column = refused("train", job.toString());
    assertTrue(column.contains("column itmes is not in table " + name("orders")), column);
    assertTrue(column.contains("(did you mean items?)"), column);
  }

  @Test
  void scoresGoIntoATableOfTheFormat() {
    String table = name("scored");
    String[] all =
        score(
            "--table",
            name("orders"),
            "--output-table",
            table,
            "--output-format",
            format,
            "--partition-by",
            "side");
    Commands.ok(all);
    assertSame(expected, session.table(table));
    assertEquals(List.of("side"), partitions(table));
    String exists = refused(all);
    assertTrue(exists.contains(table + ": exists; give --mode append"), exists);
    Commands.ok(score("--table", name("orders"), "--output-table", table, "--mode", "append"));
    assertSame(expected.union(expected), session.table(table));
    String left = "SELECT id, price, items FROM " + name("orders") + " WHERE side = 'left'";
    String other =
        refused(
            score(
                "--query", left, "--column", "other", "--output-table", table, "--mode", "append"));
    assertTrue(other.contains("--output-table = " + table), other);
    assertSame(expected.union(expected), session.table(table));
    List<String> before = versions(table);
    Commands.ok(
        score(
            "--query",
            left,
            "--output-table",
            table,
            "--output-format",
            format,
            "--mode",
            "overwrite"));
    Dataset<Row> now = session.table(table);
    assertEquals(List.of("id", "price", "items", "log_density"), List.of(now.columns()));
    assertEquals(expected.where("side = 'left'").count(), now.count());
    assertEquals(List.of(), partitions(table));
    // What was replaced is an older version.
    assertSame(expected.union(expected), asOf("scored", before.get(before.size() - 1)));
  }

  private List<String> partitions(String table) {
    try {
      return session.catalog().listColumns(table).collectAsList().stream()
          .filter(Column::isPartition)
          .map(Column::name)
          .toList();
    } catch (org.apache.spark.sql.AnalysisException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTableThatIsReadIsNotReplaced() throws IOException {
    session.table(name("orders")).createOrReplaceTempView("seen");
    for (String query :
        List.of(
            "SELECT * FROM " + name("orders"),
            "SELECT * FROM " + name("orders") + " VERSION AS OF " + delivered(),
            "SELECT price, items FROM seen",
            "SELECT * FROM delivered WHERE id IN (SELECT id FROM " + name("orders") + ")")) {
      String error =
          refused(score("--query", query, "--output-table", name("orders"), "--mode", "overwrite"));
      assertTrue(error.contains("write another table, and rename that"), error);
    }
    String files = location().replaceFirst("^file:/*", "/");
    String folders = refused(score("--table", name("orders"), "--output", files, "--overwrite"));
    assertTrue(folders.contains("output = "), folders);
    Path job = job("over", "table: " + name("orders"));
    Files.writeString(job, Files.readString(job).replaceFirst("output: .*", "output: " + files));
    String trained = refused("train", job.toString(), "--overwrite");
    assertTrue(trained.contains("output = "), trained);
    assertSame(expected, session.table(name("orders")));
  }

  /** By the statements of docs/scores.md. */
  @Test
  void scoresAreMergedIntoTheTable() throws IOException {
    String page = "docs/scores.md";
    session.sql(
        "CREATE TABLE "
            + name("merged")
            + " USING "
            + format
            + " AS SELECT * FROM "
            + name("orders"));
    List<String> command =
        DocumentedCode.words(here(DocumentedCode.block(page, "sh", "shop.order_scores")));
    assertEquals("./submit/local", command.get(0));
    String[] words = command.stream().skip(1).toArray(String[]::new);
    Commands.ok(words);
    session.sql(here(DocumentedCode.block(page, "sql", "ALTER TABLE")));
    String merge = here(DocumentedCode.block(page, "sql", "MERGE INTO"));
    session.sql(merge);
    assertSame(expected, session.table(name("merged")));
    assertEquals(
        List.of(),
        session
            .sql(
                "SELECT id, log_density FROM "
                    + name("order_scores")
                    + " EXCEPT ALL SELECT id, log_density FROM "
                    + name("merged"))
            .collectAsList());
    assertEquals(0, session.table(name("merged")).where("log_density IS NULL").count());
    // The next model's scores take the place of these.
    Commands.ok(words);
    session.sql(merge);
    assertSame(expected, session.table(name("merged")));
    // Two rows for one are an error, not a choice.
    Commands.ok(
        Stream.of(words).map(word -> word.replace("overwrite", "append")).toArray(String[]::new));
    List<String> versions = versions(name("merged"));
    assertThrows(Exception.class, () -> session.sql(merge));
    assertEquals(versions, versions(name("merged")));
  }

  private String here(String documented) {
    return documented
        .replace("models/orders", model)
        .replace("lake.shop.orders", name("merged"))
        .replace("lake.shop.", name("") + ".");
  }
}
