package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import normflow.cli.option.InputOptions;
import normflow.config.Source;
import normflow.flow.Flow;
import normflow.layer.Planar;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Files that are not what their names, or Spark, would make of them. */
class TableFormatsIT {

  private static final Path MODEL =
      Path.of("src/test/resources/normflow/golden/0.1.0/ended/density").toAbsolutePath();

  @TempDir private static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** Two versions, of which the second has removed the file of the first. */
  private static Path delta() throws IOException {
    Path table = folder.resolve("delta");
    Path log = Files.createDirectories(table.resolve("_delta_log"));
    for (int version = 0; version < 2; version++) {
      Path rows = folder.resolve("version" + version);
      Commands.ok("generate", "--density", "rings", "--rows", "100", "--output", rows.toString());
      Path file = only(rows);
      Files.move(file, table.resolve("part-0000" + version + "-" + file.getFileName()));
      String added = "{\"add\":{\"path\":\"part-0000" + version + "\",\"dataChange\":true}}\n";
      Files.writeString(log.resolve("0000000000000000000" + version + ".json"), added);
    }
    return table;
  }

  private static Path only(Path rows) throws IOException {
    try (Stream<Path> files = Files.list(rows)) {
      return files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  @Test
  void aTableOfSeveralVersionsIsNotReadAsFiles() throws IOException {
    String table = delta().toString();
    String output = folder.resolve("scored").toString();
    refused(
        "give the format delta",
        "score",
        "--model",
        MODEL.toString(),
        "--data",
        table,
        "--output",
        output);
    refused("give the format delta", "train", job("parquet", table).toString());
    // Who names the files means them.
    Commands.ok(
        "evaluate",
        "--model",
        MODEL.toString(),
        "--data",
        table + "/*.parquet",
        "--format",
        "parquet");
    Files.delete(folder.resolve("delta/_delta_log/00000000000000000000.json"));
    Files.delete(folder.resolve("delta/_delta_log/00000000000000000001.json"));
    Files.delete(folder.resolve("delta/_delta_log"));
    Path metadata = Files.createDirectories(folder.resolve("delta/metadata"));
    Files.writeString(metadata.resolve("v1.metadata.json"), "{}");
    refused("give the format iceberg", "train", job("parquet", table).toString());
    Files.delete(metadata.resolve("v1.metadata.json"));
    Files.createDirectories(folder.resolve("delta/.hoodie"));
    refused("give the format hudi", "train", job("parquet", table).toString());
  }

  @Test
  void aHeaderOfOneLongNameAsksForItsSeparator() throws IOException {
    Path table = folder.resolve("semicolons.csv");
    Files.writeString(table, "x0;x1;name\n1;2;a\n3;4;b\n");
    refused("options: {sep: \";\"}", "train", job("csv", table.toString()).toString());
    Path one = Files.writeString(folder.resolve("one.csv"), "x2\n1\n2\n");
    refused("column x0 is not in", "train", job("csv", one.toString()).toString());
    refused(
        "(did you mean x1?)",
        "evaluate",
        "--model",
        MODEL.toString(),
        "--data",
        table.toString(),
        "--option",
        "sep=;",
        "--columns",
        "x0,X11");
  }

  @Test
  void formatsAreGuessedFromNames() throws IOException {
    for (String name :
        List.of(
            "a.avro",
            "a.csv",
            "a.csv.gz",
            "a.csv.bz2",
            "a.json.zst",
            "a.orc",
            "a.parquet",
            "a.dat")) {
      Path file =
          Files.createFile(Files.createDirectories(folder.resolve("in-" + name)).resolve(name));
      String expected = name.equals("a.dat") ? "parquet" : name.split("\\.")[1];
      assertEquals(expected, guessed(file.toString()), name);
      assertEquals(expected, guessed(file.getParent().toString()), name);
    }
    assertEquals("csv", guessed("data-gen/shuttle.csv.gz"));
  }

  private static String guessed(String path) {
    InputOptions input = new InputOptions();
    new CommandLine(input).parseArgs("--data", path, "--partitions", "1");
    Flow flow = new Flow(2, List.of(new Planar(false)));
    Model model =
        new Model(
            flow,
            List.of("a", "b"),
            new Standardization(new double[2], new double[] {1, 1}, 0),
            flow.layout().initial(1));
    Source.Table table = input.source(model, new Storage(new Configuration()));
    return table.format();
  }

  private static Path job(String format, String path) throws IOException {
    return Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: %s, path: "%s", columns: [x0, x1]}
        flow: {type: planar, layers: 1}
        training: {batchSize: 32, steps: 4, validationInterval: 2}
        output: %s
        """
            .formatted(format, path, folder.resolve("never")));
  }

  private static void refused(String expected, String... command) {
    Commands ran = Commands.run(command);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(expected), ran.printed());
  }
}
