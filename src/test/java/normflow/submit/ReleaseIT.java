package normflow.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn -Prelease} makes, unpacked and run as its user would. */
@EnabledIfSystemProperty(named = "normflow.archive", matches = ".+")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReleaseIT {

  private static final Path SPARK = Path.of("target/spark").toAbsolutePath();

  @TempDir private static Path folder;
  private static Path root;

  /** A result of a script. */
  private record Ran(int status, String out, String error) {}

  @BeforeAll
  static void unpack() throws Exception {
    Path place = Files.createDirectories(folder.resolve("a folder of mine"));
    Process tar =
        new ProcessBuilder(
                "tar", "-xzf", System.getProperty("normflow.archive"), "-C", place.toString())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
    try (Stream<Path> top = Files.list(place)) {
      List<Path> all = top.toList();
      assertEquals(1, all.size(), all::toString);
      root = all.get(0);
    }
  }

  @Test
  void whatIsInIt() throws IOException {
    String name = root.getFileName().toString();
    Set<String> expected = new TreeSet<>();
    for (String file :
        List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE")) {
      expected.add(file);
    }
    for (String part : List.of("conf", "docs", "data-gen", "submit")) {
      files(Path.of(part)).forEach(file -> expected.add(part + "/" + file));
    }
    files(Path.of("src/main/python")).stream()
        .filter(file -> file.matches("pyproject\\.toml|normflow/[^/]+\\.(py|typed)"))
        .forEach(file -> expected.add("python/" + file));
    expected.add("lib/" + name + "-all.jar");
    expected.add("lib/" + name + "-executor.jar");
    expected.add("lib/spark.xml");
    assertEquals(
        List.copyOf(expected),
        files(root).stream().filter(file -> !file.startsWith("lib/spark/")).toList());
    for (String script :
        List.of("submit/local", "submit/yarn", "submit/kubernetes", "data-gen/generate")) {
      assertTrue(Files.isExecutable(root.resolve(script)), script);
    }
    assertFalse(Files.readString(root.resolve("lib/spark.xml")).contains("${spark.version}"));
  }

  private static List<String> files(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** A Spark with a spark-submit, as an installed one has it. */
  @Test
  void aJobIsTrainedByAnInstalledSpark() throws Exception {
    Path home = Files.createDirectories(folder.resolve("installed spark"));
    Files.createSymbolicLink(home.resolve("jars"), SPARK.resolve("jars"));
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    String options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-"))
            .collect(Collectors.joining(" "));
    Files.writeString(
        submit,
        "#!/bin/bash\nexec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
            + options
            + " -cp \"$SPARK_HOME/jars/*\" org.apache.spark.deploy.SparkSubmit \"$@\"\n");
    assertTrue(submit.toFile().setExecutable(true));
    Path model = folder.resolve("a model");
    Path job = folder.resolve("a job.yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-moons, rows: 1000}
        validation: {share: 0.1}
        flow: {type: nsf, transforms: 2, hidden: [8]}
        training: {batchSize: 128, steps: 20, validationInterval: 10}
        partitions: 2
        output: %s
        """
            .formatted(model));
    Ran ran =
        run(
            Map.of("SPARK_HOME", home.toString()),
            "--master",
            "local[2]",
            "--",
            "train",
            job.toString(),
            "--no-report");
    assertEquals(0, ran.status(), ran.error());
    assertTrue(Files.exists(model.resolve("flow.json")), ran.error());
  }

  /**
   * By the real Maven: what it fetches runs a command, and is what the build has in target, with
   * the YAML of Spark's own that a build leaves out for normflow's.
   */
  @Test
  void mavenFetchesTheSparkOfTheBuild() throws Exception {
    Map<String, String> maven =
        Map.of("MAVEN_OPTS", "-Dmaven.repo.local=" + System.getProperty("normflow.repository"));
    Ran ran = run(maven, "help");
    assertEquals(0, ran.status(), ran.error());
    assertTrue(ran.error().startsWith("fetching Spark "), ran.error());
    assertTrue(ran.out().contains("train"), ran.out());
    Set<String> fetched = libraries(root.resolve("lib/spark/jars"));
    fetched.removeAll(Set.of("jackson-dataformat-yaml", "snakeyaml"));
    assertEquals(libraries(SPARK.resolve("jars")), fetched);
    Ran again = run(maven, "help");
    assertEquals(new Ran(0, ran.out(), ""), again);
  }

  /** Names without versions. */
  private static Set<String> libraries(Path jars) throws IOException {
    return files(jars).stream()
        .map(jar -> jar.replaceFirst("-\\d.*\\.jar$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Ran run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("bash", root.resolve("submit/local").toString()));
    words.addAll(List.of(arguments));
    Path error = Files.createTempFile(folder, "run", ".log");
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(error.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("NORMFLOW_ARCHIVE", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, Files.readString(error));
  }
}
