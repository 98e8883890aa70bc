package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.DocumentedCode;
import normflow.Python;
import normflow.flow.Flow;
import normflow.flow.Tabular;
import normflow.layer.Mixed;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.score.LocalModel;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/format.md says is enough to score: a reader in Python agrees on every kind of model.
 */
@Tag("slow")
class PythonReaderTest {

  private static final Path GOLDEN = Path.of("src/test/resources/normflow/golden");

  private static final Path FINE_TUNE = Path.of("docs/examples/fine_tune.py");

  @TempDir private Path folder;

  @BeforeAll
  static void requireNumPy() throws IOException, InterruptedException {
    Python.require("numpy");
  }

  @Test
  void everyLayerBaseAndContextOfToday() throws IOException, InterruptedException {
    GoldenFolders.models(folder.resolve("models"));
    agrees(folder.resolve("models"));
  }

  @Test
  void modelsOfEarlierVersions() throws IOException, InterruptedException {
    try (var versions = Files.list(GOLDEN)) {
      for (Path version : versions.toList()) {
        agrees(version.resolve("models"));
      }
    }
  }

  /** A colour, which may be missing or another one; an amount, mostly 0; a count; a height. */
  @Test
  void columnsAsTheyAre() throws IOException, InterruptedException {
    List<ColumnType> types =
        List.of(
            ColumnType.ofLevels(List.of("blue", "red"), true),
            new ColumnType(List.of(0.0), false, false, List.of(), true, 0),
            new ColumnType(List.of(), true, true, List.of(), true, 1),
            ColumnType.ofContinuous());
    List<Mixed.Column> columns =
        List.of(
            new Mixed.Column(atoms(0.3, 0.5, 0.19), 0.01, 0.3, false, 0),
            new Mixed.Column(atoms(0.6), 0.4, 0.7, true, 1.5),
            new Mixed.Column(atoms(0.1), 0.9, 0.4, true, 3),
            Mixed.Column.ofContinuous());
    Flow flow = new Tabular(columns, List.of(16), 5, 8).flow(4);
    float[] parameters = flow.layout().initial(1);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextGaussian(0, 0.3);
    }
    Standardization standardization =
        new Standardization(
            new double[] {0.5, 1.5, 3, 175}, new double[] {0.3, 0.7, 0.4, 9}, 0, types);
    Model model =
        new Model(flow, List.of("color", "amount", "count", "height"), standardization, parameters);
    Path folder = this.folder.resolve("mixed/one");
    new ModelStore(new Storage(new Configuration(false)))
        .save(new org.apache.hadoop.fs.Path(folder.toString()), model);
    double none = Double.NaN;
    double[][] rows = {
      {0, 0, 3, 170},
      {1, 2.5, 0, 181.25},
      {none, 40, 250, 160},
      {2, 0, none, 175},
      {1, 0.01, 7, 200}
    };
    double[] expected = new LocalModel(model).logDensity(rows);
    StringBuilder text = new StringBuilder("color,amount,count,height,expected\n");
    List<String> colors = List.of("blue", "red", "green");
    for (int i = 0; i < rows.length; i++) {
      text.append(Double.isNaN(rows[i][0]) ? "" : colors.get((int) rows[i][0]));
      for (int j = 1; j < 4; j++) {
        text.append(',').append(Double.isNaN(rows[i][j]) ? "" : rows[i][j]);
      }
      text.append(',').append(expected[i]).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
    agrees(folder.getParent());
  }

  @Test
  void anExampleTrainsAModelOn() throws IOException, InterruptedException {
    String block = DocumentedCode.block("docs/format.md", "python", "to_torch");
    assertTrue(Files.readString(FINE_TUNE).contains(block), block);
    Python.require("torch");
    Path model = GOLDEN.resolve("0.1.0/models/premade-51");
    String rows = model.resolve("rows.csv").toString();
    Matcher printed =
        Pattern.compile("likelihood (\\S+) before, (\\S+) after\n8 of 8 rows are likelier")
            .matcher(Python.run(FINE_TUNE.toString(), model.toString(), rows));
    assertTrue(printed.find());
    assertTrue(Double.parseDouble(printed.group(2)) > Double.parseDouble(printed.group(1)) + 1);
  }

  private static List<Mixed.Atom> atoms(double... shares) {
    return Arrays.stream(shares).mapToObj(share -> new Mixed.Atom(share, share - 0.4)).toList();
  }

  private static void agrees(Path models) throws IOException, InterruptedException {
    String printed =
        Python.run("src/test/python/check_models.py", "src/main/python", models.toString());
    printed.lines().filter(line -> line.contains("PyTorch: ")).forEach(System.out::println);
  }
}
