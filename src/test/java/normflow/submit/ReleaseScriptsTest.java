package normflow.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts where a release was unpacked, on machines that have one tool or another, or none. */
class ReleaseScriptsTest {

  private static final String JAR = "/lib/normflow-spark3.5_2.12-1.0-all.jar";

  @TempDir private Path folder;
  private Path root;
  private Path tools;

  /** A result of a script. */
  private record Ran(int status, List<String> lines) {}

  @BeforeEach
  void aReleaseOnAMachineWithNothing() throws IOException {
    root = folder.resolve("a release");
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String part : List.of("submit", "conf", "lib")) {
      Files.createDirectories(root.resolve(part));
    }
    for (String script : List.of("common.sh", "here.sh", "local", "standalone")) {
      Files.copy(Path.of("submit", script), root.resolve("submit").resolve(script));
    }
    Files.createFile(root.resolve("conf/spark-defaults.conf"));
    Files.createFile(Path.of(root + JAR));
    Files.writeString(
        root.resolve("lib/spark.xml"),
        "<project>\n  <name>Spark 3.5.9 of Scala 2.12</name>\n</project>\n");
    for (String tool : List.of("bash", "dirname", "sed", "rm", "mv", "cksum", "cut", "readlink")) {
      Files.createSymbolicLink(tools.resolve(tool), found(tool));
    }
    executable(
        folder.resolve("jdk/bin/java"),
        """
        #!/bin/bash
        case "$*" in
          *launcher.Main*) printf '\\0\\n%s\\0--first\\0org.apache.spark.deploy.SparkSubmit\\0' "$0" ;;
          *) printf '%s\\n' "$@" ;;
        esac
        """);
  }

  private static Path found(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  @Test
  void theSparkOfSparkHome() throws Exception {
    executable(folder.resolve("spark/bin/spark-submit"), "#!/bin/bash\nprintf '%s\\n' \"$@\"\n");
    Map<String, String> home = Map.of("SPARK_HOME", folder.resolve("spark").toString());
    List<String> expected = submitted("train", "j.yaml");
    assertEquals(expected, run(home, "local", "train", "j.yaml").lines());
  }

  @Test
  void aSparkSubmitInThePath() throws Exception {
    executable(tools.resolve("spark-submit"), "#!/bin/bash\nprintf '%s\\n' \"$@\"\n");
    assertEquals(submitted("help"), run(Map.of(), "local", "help").lines());
    assertFalse(Files.exists(root.resolve("lib/spark")));
  }

  /**
   * Spark 3.5 does not ask for the vector module: the jar's name tells, as nothing else does here.
   */
  private List<String> submitted(String... command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--master",
                "local[*]",
                "--driver-memory",
                "4g",
                "--properties-file",
                root + "/conf/spark-defaults.conf",
                "--driver-java-options",
                "\"-Dlog4j2.configurationFile=file:"
                    + root
                    + "/conf/log4j2.properties\" --add-modules=jdk.incubator.vector",
                "--class",
                "normflow.cli.Main",
                root + JAR));
    words.addAll(Arrays.asList(command));
    return words;
  }

  @Test
  void mavenFetchesSparkOnce() throws Exception {
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/bash
        echo "mvn $1 $2 $3 $4 $6"
        spark=${5#-Dspark.folder=}
        "%s" -p "$spark/jars"
        """
            .formatted(found("mkdir")));
    Ran first = run(Map.of(), "local", "train", "j.yaml");
    String spark = root + "/lib/spark";
    assertEquals(
        List.of(
            "fetching Spark 3.5.9 of Scala 2.12 by Maven into " + spark + ", once ...",
            "mvn -B -q -f " + root + "/lib/spark.xml package"),
        first.lines().subList(0, 2));
    List<String> job = first.lines().subList(2, first.lines().size());
    assertTrue(job.contains(root + JAR + ":" + spark + "/jars/*"), job::toString);
    assertTrue(job.contains("--add-modules=jdk.incubator.vector"), job::toString);
    assertEquals(job, run(Map.of(), "local", "train", "j.yaml").lines());
    // What is there goes before what is elsewhere.
    executable(tools.resolve("spark-submit"), "#!/bin/bash\nexit 3\n");
    assertEquals(job, run(Map.of(), "local", "train", "j.yaml").lines());
  }

  @Test
  void whatMavenCannotFetchLeavesNothing() throws Exception {
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/bash
        "%s" -p "${5#-Dspark.folder=}/jars"
        echo "[ERROR] no such host"
        exit 1
        """
            .formatted(found("mkdir")));
    for (int attempt = 0; attempt < 2; attempt++) {
      Ran ran = run(Map.of(), "local", "help");
      assertEquals(2, ran.status());
      assertEquals(
          List.of(
              "[ERROR] no such host",
              "error: Maven could not fetch Spark 3.5.9 of Scala 2.12: mend what it says, or set"
                  + " SPARK_HOME"),
          ran.lines().subList(1, ran.lines().size()));
    }
    try (Stream<Path> files = Files.list(root.resolve("lib"))) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void whereNothingIsThereOneSentenceSaysSo() throws Exception {
    String expected =
        "error: no Spark: set SPARK_HOME to Spark 3.5.9 of Scala 2.12, or have its spark-submit or"
            + " Maven, which fetches it, in PATH";
    for (List<String> words :
        List.of(
            List.of("local", "train", "j.yaml"),
            List.of("local", "--conf", "spark.jars=x", "--", "train", "j.yaml"),
            List.of("standalone", "spark://h:7077", "train", "j.yaml"))) {
      assertEquals(
          new Ran(2, List.of(expected)),
          run(Map.of(), words.get(0), words.subList(1, words.size()).toArray(String[]::new)));
    }
  }

  /** By SPARK_HOME, or behind the link that is in the path. */
  @Test
  void anInstalledSparkOfAnotherLineIsRefused() throws Exception {
    Path spark = folder.resolve("spark");
    executable(spark.resolve("bin/spark-submit"), "#!/bin/bash\nprintf '%s\\n' \"$@\"\n");
    Path core = Files.createDirectories(spark.resolve("jars"));
    Files.createSymbolicLink(tools.resolve("spark-submit"), spark.resolve("bin/spark-submit"));
    for (String other : List.of("2.13-4.2.0", "2.13-3.5.6", "2.12-3.4.1")) {
      Path jar = Files.createFile(core.resolve("spark-core_" + other + ".jar"));
      for (Map<String, String> home :
          List.of(Map.of("SPARK_HOME", spark.toString()), Map.<String, String>of())) {
        Ran ran = run(home, "standalone", "spark://h:7077", "train", "j.yaml");
        assertEquals(2, ran.status(), ran::toString);
        String version = other.substring(5);
        assertTrue(
            ran.lines()
                .get(0)
                .contains(
                    " is for Spark 3.5 of Scala 2.12, and "
                        + spark
                        + " has Spark "
                        + version
                        + " of Scala "
                        + other.substring(0, 4)),
            ran::toString);
      }
      Files.delete(jar);
    }
    Files.createFile(core.resolve("spark-core_2.12-3.5.1.jar"));
    assertEquals(0, run(Map.of(), "standalone", "spark://h:7077", "help").status());
  }

  @Test
  void aReleaseIsNotBuilt() throws Exception {
    executable(tools.resolve("mvn"), "#!/bin/bash\nexit 3\n");
    Path other = root.resolve("lib/normflow-spark3.5_2.12-1.1-all.jar");
    Files.createFile(other);
    String again = ": unpack the release again, into an empty folder";
    assertEquals(
        new Ran(2, List.of("error: two jars in lib" + again)), run(Map.of(), "local", "help"));
    Files.delete(other);
    Files.delete(Path.of(root + JAR));
    assertEquals(
        new Ran(2, List.of("error: no jar in lib" + again)), run(Map.of(), "local", "help"));
  }

  private Ran run(Map<String, String> environment, String script, String... arguments)
      throws Exception {
    String bash = System.getProperty("normflow.bash", tools.resolve("bash").toString());
    List<String> words = new ArrayList<>(List.of(bash, root.resolve("submit") + "/" + script));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("PATH", tools.toString());
    variables.put("JAVA_HOME", folder.resolve("jdk").toString());
    variables.put("NORMFLOW_ARCHIVE", "off");
    builder.environment().clear();
    builder.environment().putAll(variables);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), printed.lines().toList());
  }
}
