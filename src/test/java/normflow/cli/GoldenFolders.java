package normflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.engine.Block;
import normflow.engine.SessionEngine;
import normflow.flow.Flow;
import normflow.flow.FlowCatalogue;
import normflow.flow.MixtureOfFlows;
import normflow.flow.StandardNormal;
import normflow.flow.StandardUniform;
import normflow.layer.Layer;
import normflow.layer.LayerCatalogue;
import normflow.layer.LayerContract.Domain;
import normflow.layer.Mixed;
import normflow.ml.NormalizingFlow;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.checkpoint.DecisiveConfig;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the folders that {@link GoldenFoldersTest} and {@link GoldenFoldersIT} read: what a version
 * of normflow wrote, for all later ones to read.
 *
 * <p>Those of a released version are never made again. For a format that changes, the version
 * before the change makes another set: {@code java -cp <test class path> normflow.cli.GoldenFolders
 * src/test/resources/normflow/golden/VERSION}, from the root of the project.
 */
final class GoldenFolders {

  /** Where jobs write; part of the configurations that are kept. */
  static final Path WORK = Path.of("target/golden");

  private static final int ROWS = 8;

  private final Path target;

  private GoldenFolders(Path target) {
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    GoldenFolders folders = new GoldenFolders(Path.of(arguments[0]));
    delete(WORK);
    folders.models();
    folders.jobFiles();
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    folders.trainings();
    folders.sweep();
    folders.benchmark();
    folders.stages(session);
    session.stop();
    delete(WORK);
  }

  private void models() throws IOException {
    models(target.resolve("models"));
  }

  /** A model of every case of the catalogues that has few columns, with rows that it has scored. */
  static void models(Path folder) throws IOException {
    Map<String, Flow> flows = new TreeMap<>();
    LayerCatalogue.cases()
        .filter(one -> one.dim() <= 3 || one.context() > 0)
        .forEach(
            one ->
                flows.put(
                    "layer-%02d".formatted(flows.size()),
                    new Flow(
                        one.dim(),
                        one.context(),
                        one.layer() instanceof Mixed ? new StandardUniform() : new StandardNormal(),
                        List.of(one.layer()))));
    FlowCatalogue.cases()
        .filter(one -> one.dim() == 2)
        .forEach(one -> flows.put("premade-%02d".formatted(flows.size()), one.flow()));
    for (Map.Entry<String, Flow> flow : flows.entrySet()) {
      if (scorable(flow.getValue())) {
        model(folder.resolve(flow.getKey()), flow.getValue());
      }
    }
  }

  /** A layer that ignores a context makes no flow with one. */
  private static boolean scorable(Flow flow) {
    try {
      flow.layout();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void model(Path folder, Flow flow) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    float[] parameters = flow.layout().initial(1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.1 * random.nextDouble());
    }
    double[] mean = IntStream.range(0, flow.width()).mapToDouble(i -> 0.5 * i - 1).toArray();
    double[] scale = IntStream.range(0, flow.width()).mapToDouble(i -> 0.5 + i).toArray();
    List<String> columns = new ArrayList<>();
    IntStream.range(0, flow.dim()).forEach(i -> columns.add("x" + i));
    IntStream.range(0, flow.context()).forEach(i -> columns.add("c" + i));
    Model model =
        new Model(flow, columns, new Standardization(mean, scale, flow.context()), parameters);
    new ModelStore(new Storage(new Configuration(false)))
        .save(new org.apache.hadoop.fs.Path(folder.toString()), model);
    Domain domain = LayerCatalogue.domain(first(flow));
    double[][] rows = new double[ROWS][flow.width()];
    Block block = Block.zeros(ROWS, flow.width());
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < flow.width(); j++) {
        double value = j < flow.dim() ? domain.data(j, random) : random.nextDouble(-1.5, 1.5);
        rows[i][j] = mean[j] + scale[j] * value;
      }
      model.standardization().standardize(rows[i], block.values(), i * flow.width());
    }
    float[] scores = new SessionEngine(flow).logDensity(parameters, block);
    StringBuilder text = new StringBuilder(String.join(",", columns)).append(",expected\n");
    for (int i = 0; i < ROWS; i++) {
      for (double value : rows[i]) {
        text.append(value).append(',');
      }
      text.append(scores[i] + model.standardization().logDensityOffset()).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  /** The job files of the project, and the digests by which checkpoints know them. */
  private void jobFiles() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String folder : List.of("conf", "data-gen")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
          copy(file, target.resolve(file));
          String text = Files.readString(file);
          if (folder.equals("conf") && text.contains("\ntraining:") && !text.contains("\nflows:")) {
            if (!text.contains("\naxes:") && !text.startsWith("base:")) {
              RunConfig job = Codec.yaml(file.toString(), text, RunConfig.class);
              digests.put(file.toString(), DecisiveConfig.sha256(job, 2));
            }
          }
        }
      }
    }
    Files.writeString(target.resolve("digests.json"), Codec.json(digests));
  }

  /** A training that has ended and one that ended half-way, of a density and of a table. */
  private void trainings() throws IOException {
    Files.writeString(target.resolve("table.csv"), table());
    for (String name : List.of("density", "table")) {
      Path job = target.resolve("jobs").resolve(name + ".yaml");
      Files.createDirectories(job.getParent());
      Files.writeString(job, name.equals("density") ? DENSITY : TABLE.formatted(target));
      Commands.ok("train", job.toString(), "--quiet", "--no-report");
      keep(name);
      for (String made : MADE_AT_THE_END) {
        Files.deleteIfExists(WORK.resolve(name).resolve(made));
      }
      newestCheckpoint(WORK.resolve(name));
      copyAll(WORK.resolve(name), target.resolve("half").resolve(name));
    }
  }

  private static final List<String> MADE_AT_THE_END =
      List.of("flow.json", "parameters.safetensors", "provenance.json", "evaluation.json");

  private static final String DENSITY =
      """
      data: {type: generated, density: two-moons, rows: 2000}
      validation: {share: 0.2}
      test: {share: 0.2}
      flow: {type: realnvp, couplings: 2, hidden: [8]}
      training: {batchSize: 64, steps: 40, validationInterval: 10}
      checkpoints: {steps: 20, keep: 2, film: 2}
      partitions: 2
      output: target/golden/density
      """;

  private static final String TABLE =
      """
      data:
        type: table
        format: csv
        path: %s/table.csv
        columns: [a, b]
        context: [c]
      badRows: skip
      validation: {share: 0.2}
      test: {share: 0.2}
      flow: {type: nsf, transforms: 2, hidden: [8], bins: 4}
      training: {batchSize: 64, steps: 40, validationInterval: 10}
      checkpoints: {steps: 20, keep: 2}
      partitions: 2
      output: target/golden/table
      """;

  private static String table() {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("a,b,c,name\n");
    for (int i = 0; i < 400; i++) {
      double c = random.nextDouble();
      String a = i == 17 ? "" : String.valueOf(c + 0.1 * random.nextGaussian());
      text.append(a).append(',').append(random.nextGaussian()).append(',').append(c);
      text.append(",row ").append(i).append('\n');
    }
    return text.toString();
  }

  private static void newestCheckpoint(Path model) throws IOException {
    try (Stream<Path> checkpoints = Files.list(model.resolve("checkpoints"))) {
      delete(checkpoints.max(Comparator.naturalOrder()).orElseThrow());
    }
  }

  private void sweep() throws IOException {
    Path job = target.resolve("jobs/sweep.yaml");
    Files.writeString(
        job,
        """
        base:
          data: {type: generated, density: two-moons, rows: 1500}
          validation: {share: 0.2}
          test: {share: 0.2}
          flow: {type: planar, layers: 3}
          training: {batchSize: 64, steps: 40, validationInterval: 10}
        axes:
          training.seed: [1, 2]
          training.optimizer.learningRate: [0.005, 0.01]
        halving: {factor: 2, rungs: 1}
        output: target/golden/sweep
        """);
    Commands.ok("sweep", job.toString(), "--quiet", "--no-report", "--parallelism", "2");
    keep("sweep");
  }

  private void benchmark() throws IOException {
    Path job = target.resolve("jobs/benchmark.yaml");
    Files.writeString(
        job,
        """
        flows:
          planar: {flow: {type: planar, layers: 2}}
          radial: {flow: {type: radial, layers: 2}}
        data:
          moons: {source: {type: generated, density: two-moons, rows: 1500}}
        validation: {share: 0.2}
        test: {share: 0.2}
        training: {batchSize: 64, steps: 20, validationInterval: 10}
        checkpoints: {film: 0}
        partitions: 2
        output: target/golden/benchmark
        """);
    Commands.ok("benchmark", job.toString(), "--quiet");
    keep("benchmark");
  }

  /** Stages of Spark ML, saved. */
  private void stages(SparkSession session) throws IOException {
    NormalizingFlow flow =
        new NormalizingFlow()
            .setFlow("{\"type\": \"maf\", \"transforms\": 2, \"hidden\": [8]}")
            .setInputCols("a", "b")
            .setContextCols("c")
            .setHandleInvalid("skip")
            .setContamination(0.05)
            .setMaxIter(20)
            .setBatchSize(64);
    flow.write().overwrite().save(WORK.resolve("ml/estimator").toString());
    flow.fit(
            session
                .read()
                .option("header", "true")
                .option("inferSchema", "true")
                .csv(target.resolve("table.csv").toString()))
        .write()
        .overwrite()
        .save(WORK.resolve("ml/model").toString());
    keep("ml");
  }

  private void keep(String name) throws IOException {
    copyAll(WORK.resolve(name), target.resolve("ended").resolve(name));
  }

  static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
  }

  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The layer that data meet first. */
  private static Layer first(Flow flow) {
    return flow.layers().isEmpty()
        ? first(((MixtureOfFlows) flow.base()).members().get(0))
        : flow.layers().get(0);
  }
}
