package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.config.BenchmarkConfig;
import normflow.config.GenerateConfig;
import normflow.config.RunConfig;
import normflow.config.SweepConfig;
import normflow.config.TableDefaults;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.tile.TileEngine;
import normflow.flow.Base;
import normflow.layer.Layer;
import normflow.model.Model;
import normflow.spark.checkpoint.DecisiveConfig;
import normflow.spark.evaluate.Evaluation;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What version 0.1.0 wrote is read, and means what it meant; see {@link GoldenFolders}. */
class GoldenFoldersTest {

  static final Path GOLDEN = Path.of("src/test/resources/normflow/golden/0.1.0");

  private static final ModelStore MODELS = new ModelStore(new Storage(new Configuration(false)));

  @TestFactory
  Stream<DynamicTest> modelsScoreAsTheyDid() throws IOException {
    return models().stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(), () -> assertScoresAsItDid(folder)));
  }

  @Test
  void everyKindOfLayerAndBaseOfThatVersionIsAmongThem() throws IOException {
    TreeSet<String> kinds = new TreeSet<>();
    boolean context = false;
    for (Path folder : models()) {
      Model model = load(folder);
      model.flow().layers().forEach(layer -> kinds.add(Codec.typeName(layer.getClass())));
      kinds.add(Codec.typeName(model.flow().base().getClass()));
      context |= model.flow().context() > 0;
    }
    List<String> then =
        List.of(
            "act-norm",
            "autoregressive",
            "batch-norm",
            "coupling",
            "gaussian-mixture",
            "lu-linear",
            "masked-coupling",
            "permutation",
            "planar",
            "radial",
            "standard-normal",
            "student-t");
    assertEquals(then, List.copyOf(kinds));
    assertTrue(context);
    assertTrue(
        Stream.of(Layer.class, Base.class)
            .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
            .map(Codec::typeName)
            .toList()
            .containsAll(then));
  }

  @Test
  void jobFilesAreReadAndTheirCheckpointsKnown() throws IOException {
    @SuppressWarnings("unchecked")
    Map<String, String> digests =
        Codec.json("digests", Files.readString(GOLDEN.resolve("digests.json")), Map.class);
    for (Path file : yaml("conf")) {
      String text = Files.readString(file);
      String name = GOLDEN.relativize(file).toString();
      if (text.contains("\naxes:")) {
        Codec.yaml(name, text, SweepConfig.class);
      } else if (text.contains("\nflows:")) {
        Codec.yaml(name, text, BenchmarkConfig.class);
      } else {
        RunConfig job = Codec.yaml(name, text, RunConfig.class);
        // What is left out is what it was then.
        RunConfig then = job.settled(TableDefaults.before());
        assertEquals(digests.remove(name), DecisiveConfig.sha256(then, 2), name);
      }
    }
    assertTrue(digests.isEmpty(), digests.toString());
    for (Path file : yaml("data-gen")) {
      Codec.yaml(file.toString(), Files.readString(file), GenerateConfig.class);
    }
  }

  @Test
  void evaluationsAreReadWithoutWhatCameLater() throws IOException {
    Path file = GOLDEN.resolve("ended/density/evaluation.json");
    Evaluation evaluation = Codec.json("then", Files.readString(file), Evaluation.class);
    assertTrue(evaluation.gaussian().isPresent());
    assertEquals(Optional.empty(), evaluation.predictions());
    assertEquals(List.of(), evaluation.references());
  }

  /** Said before Spark starts. */
  @Test
  void modelsHaveNoThresholdsOfAnomalies() {
    boolean started = SparkSession.getDefaultSession().isDefined();
    String[] score = {
      "score", "--model", GOLDEN.resolve("ended/table").toString(), "--data=x", "--output=target/x"
    };
    Commands ran =
        Commands.run(
            Stream.concat(Stream.of(score), Stream.of("--anomaly=0.01")).toArray(String[]::new));
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("has no densities.json"), ran.printed());
    assertTrue(ran.printed().contains("train it again, or use --rank"), ran.printed());
    ran =
        Commands.run(
            Stream.concat(Stream.of(score), Stream.of("--anomaly=0.5")).toArray(String[]::new));
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(
        ran.printed().contains("--anomaly 0.5: must be from 0.001 to below 0.5"), ran.printed());
    assertEquals(started, SparkSession.getDefaultSession().isDefined());
  }

  private static void assertScoresAsItDid(Path folder) throws IOException {
    Model model = load(folder);
    List<String> lines = Files.readAllLines(folder.resolve("rows.csv"));
    int width = model.flow().width();
    Block block = Block.zeros(lines.size() - 1, width);
    double[] expected = new double[block.rows()];
    for (int i = 0; i < block.rows(); i++) {
      double[] values =
          Stream.of(lines.get(i + 1).split(",")).mapToDouble(Double::parseDouble).toArray();
      double[] row = java.util.Arrays.copyOf(values, width);
      model.standardization().standardize(row, block.values(), i * width);
      expected[i] = values[width];
    }
    Engine engine = new TileEngine(model.flow());
    float[] scores = engine.logDensity(model.parameters(), block);
    for (int i = 0; i < expected.length; i++) {
      double score = scores[i] + model.standardization().logDensityOffset();
      assertEquals(expected[i], score, 1e-4 * Math.max(1, Math.abs(expected[i])), "row " + i);
    }
  }

  private static Model load(Path folder) {
    return MODELS.load(new org.apache.hadoop.fs.Path(folder.toString()));
  }

  private static List<Path> models() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN.resolve("models"))) {
      return folders.sorted().toList();
    }
  }

  private static List<Path> yaml(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN.resolve(folder))) {
      return files.filter(path -> path.toString().endsWith(".yaml")).toList();
    }
  }
}
