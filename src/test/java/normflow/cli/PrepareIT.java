package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prepare} on small files in the published formats, against numpy's results. */
class PrepareIT extends LocalSession {

  private static final Path FIXTURES = Path.of("src/test/resources/normflow/published");

  @ParameterizedTest
  @CsvSource({"power, 6", "gas, 8", "hepmass, 21", "miniboone, 43", "bsds300, 63"})
  void theTablesAreThoseOfNumpy(String dataset, int dim) throws IOException {
    archive(dataset);
    String printed = prepare(dataset, "archive");
    assertTrue(printed.contains("rows of " + dim + " columns"), printed);
    assertTrue(printed.contains("warning: the published tables have"), printed);
    List<Row> rows = new ArrayList<>();
    for (String part : List.of("train", "validation", "test")) {
      rows.addAll(session.read().parquet(path("out") + "/" + part).collectAsList());
    }
    double[] expected = doubles(FIXTURES.resolve(dataset + "-expected.npy"));
    assertEquals(expected.length, rows.size() * dim);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], rows.get(i / dim).<Double>getAs("x" + i % dim), 1e-11);
    }
  }

  @Test
  void preparedTablesTrain() throws IOException {
    archive("power");
    prepare("power", "archive/POWER");
    String job =
        """
        data: {type: table, format: parquet, path: %1$s/train, columns: [x0, x1, x2, x3, x4, x5]}
        validation: {path: %1$s/validation}
        test: {path: %1$s/test}
        flow: {type: planar, layers: 2}
        training: {batchSize: 32, epochs: 1}
        partitions: 2
        output: %2$s
        """
            .formatted(path("out"), path("model"));
    String file = Files.writeString(folder.resolve("job.yaml"), job).toString();
    String printed = Commands.ok("train", file, "--no-report");
    assertTrue(printed.contains("106 training, 11 validation, 13 test"), printed);
  }

  @Test
  void badInputIsExplainedAndNothingIsOverwritten() throws IOException {
    archive("miniboone");
    refused("did you mean power?", "powr", "archive", "out");
    refused("nothing is there", "power", "none", "out");
    refused("gas is made of ethylene_CO.npy, which", "gas", "archive", "out");
    refused("the file has 43 columns, the published one has 8", "power", data(), "out");
    Path pickle = Files.writeString(folder.resolve("ethylene_CO.pickle"), "(lp0\n.");
    refused("pandas.read_pickle", "gas", pickle.getFileName().toString(), "out");
    assertTrue(Files.notExists(folder.resolve("out")));
    prepare("miniboone", "archive");
    refused("exists; choose another folder", "miniboone", "archive", "out");
    Path kept = Files.createFile(folder.resolve("out/train/part-kept"));
    Commands again =
        Commands.run(
            "prepare",
            "--dataset",
            "power",
            "--input",
            path(data()),
            "--output",
            path("out"),
            "--overwrite");
    assertEquals(2, again.status(), again.printed());
    assertTrue(Files.exists(kept), "a failure leaves what was there");
    Commands.ok(
        "prepare",
        "--dataset",
        "miniboone",
        "--input",
        path(data()),
        "--output",
        path("out"),
        "--overwrite");
    assertTrue(Files.notExists(kept));
  }

  @Test
  void csvFilesThatAreNotHepmassAreRefused() throws IOException {
    Path archive = archive("hepmass");
    Path train = archive.resolve("1000_train.csv");
    String text = Files.readString(train);
    Files.writeString(train, text.replace(",f26", ""));
    refused("has 27 columns, the published file has 28", "hepmass", "archive", "out");
    int third = text.indexOf("\n1.0,", text.indexOf('\n') + 1);
    Files.writeString(train, text.substring(0, third) + "\n1.0,one," + text.substring(third + 5));
    refused("column 1 of the row after", "hepmass", "archive", "out");
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  private void refused(String message, String dataset, String input, String output) {
    Commands ran =
        Commands.run(
            "prepare", "--dataset", dataset, "--input", path(input), "--output", path(output));
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }

  private String prepare(String dataset, String input) {
    return Commands.ok(
        "prepare", "--dataset", dataset, "--input", path(input), "--output", path("out"));
  }

  private static String data() {
    return "archive/MINIBOONE/data.npy";
  }

  /** The files of a benchmark as the published archive has them, in a folder of its name. */
  private Path archive(String dataset) throws IOException {
    String name = dataset.toUpperCase(java.util.Locale.ROOT);
    Path target = Files.createDirectories(folder.resolve("archive").resolve(name));
    try (Stream<Path> files = Files.list(FIXTURES)) {
      for (Path file : files.filter(f -> isOf(f, dataset)).toList()) {
        Path copy = target.resolve(file.getFileName().toString().substring(dataset.length() + 1));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return target;
  }

  private static boolean isOf(Path file, String dataset) {
    String name = file.getFileName().toString();
    return name.startsWith(dataset + "-") && !name.endsWith("-expected.npy");
  }

  /** The numbers behind the 128 bytes of the header. */
  private static double[] doubles(Path npy) throws IOException {
    try (InputStream stream = Files.newInputStream(npy)) {
      stream.skipNBytes(128);
      byte[] bytes = stream.readAllBytes();
      double[] values = new double[bytes.length / Double.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }
  }
}
