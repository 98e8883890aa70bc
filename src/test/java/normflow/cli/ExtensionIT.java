package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import normflow.codec.Codec;
import normflow.layer.Layer;
import normflow.layer.LayerContract;
import normflow.spark.evaluate.Evaluation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of {@code docs/extending.md} as its user builds and runs it: a jar of its own, which
 * driver and executors load as they load spark-submit's {@code --jars}.
 */
class ExtensionIT {

  private static final Path EXAMPLE = Path.of("docs/examples/extension");

  @TempDir private static Path folder;
  private static Path jar;

  @BeforeAll
  static void build() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
    try (Stream<Path> sources = Files.walk(EXAMPLE.resolve("src"))) {
      sources.map(Path::toString).filter(path -> path.endsWith(".java")).forEach(arguments::add);
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
    jar = folder.resolve("extension.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      add(out, classes);
      add(out, EXAMPLE.resolve("src/main/resources"));
    }
  }

  private static void add(JarOutputStream jar, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(root.relativize(file).toString()));
        copy(file, jar);
      }
    }
  }

  private static void copy(Path file, OutputStream to) throws IOException {
    Files.copy(file, to);
  }

  @Test
  void aLayerAndADensityOfOnesOwnAreTrainedScoredDrawnAndInspected() throws IOException {
    String model = folder.resolve("banana").toString();
    String drawn = folder.resolve("drawn").toString();
    String scored = folder.resolve("scored").toString();
    withTheJar(
        () -> {
          try (Cluster cluster = new Cluster(2, Map.of("spark.jars", jar.toString()))) {
            Commands.ok("train", EXAMPLE.resolve("job.yaml").toString(), "--output", model);
            Commands.ok("sample", "--model", model, "--rows", "500", "--output", drawn);
            Commands.ok("score", "--model", model, "--data", drawn, "--output", scored);
            assertEquals(500, cluster.session().read().parquet(scored).count());
          }
          assertTrue(Commands.ok("inspect", model).contains("prelu"));
        });
    Evaluation test =
        Codec.json("test", Files.readString(Path.of(model, "evaluation.json")), Evaluation.class);
    assertTrue(test.gap().getAsDouble() < 0.1, test.gap().toString());
    Commands without =
        Commands.run("score", "--model", model, "--data", drawn, "--output", scored + "2");
    assertEquals(2, without.status(), without.printed());
    assertTrue(
        without.printed().contains("type = prelu: unknown")
            && without.printed().contains("the jar that provides a CustomLayer"),
        without.printed());
  }

  @Test
  void theContractHoldsForALayerOfOnesOwn() throws IOException {
    withTheJar(
        () -> {
          Layer layer = Codec.yaml("layer", "{type: prelu, slope: 0.5}", Layer.class);
          new LayerContract(layer, 3, 0).check();
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void withTheJar(Work work) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(own);
      work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
