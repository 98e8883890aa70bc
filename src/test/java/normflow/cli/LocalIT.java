package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/local}: by a JVM of its own, or by spark-submit where that is asked for more. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class LocalIT {

  private static final Path SPARK = Path.of("target/spark").toAbsolutePath();
  private static final String PREPARING = "preparing faster starts";

  @TempDir private Path folder;

  /** The status and what was printed. */
  private record Ended(int status, String printed) {}

  @Test
  void aStartFromTheArchiveLeavesTheModelThatSparkSubmitLeaves() throws Exception {
    deleteArchives();

    Ended help = local(Map.of(), "help");
    assertEquals(0, help.status(), help.printed());
    assertTrue(help.printed().contains("Usage: normflow"), help.printed());
    assertEquals(List.of(), archives(), "what is answered at once needs no archive");

    Ended first = train("first", Map.of());
    assertTrue(first.printed().contains(PREPARING), first.printed());
    assertFalse(first.printed().contains("no faster starts"), first.printed());
    assertEquals(1, archives().size());
    assertTrue(Files.size(archives().get(0)) > 50_000_000, "bytes of the archive");

    Ended second = train("second", Map.of(), "--conf", "spark.ui.enabled=false");
    assertFalse(second.printed().contains(PREPARING), second.printed());
    Ended without = train("without", Map.of("NORMFLOW_ARCHIVE", "off"));
    Ended submitted = train("submitted", Map.of(), "--name", "any");
    for (String other : List.of("second", "without", "submitted")) {
      assertArrayEquals(parameters("first"), parameters(other), other);
    }
    for (Ended ended : List.of(first, second, without, submitted)) {
      String rest =
          ended.printed().replaceAll("(?m)^(WARNING: Using incubator.*|preparing.*)$", "");
      assertEquals("", rest.strip());
    }
  }

  @Test
  void aDamagedArchiveIsDoneWithout() throws Exception {
    deleteArchives();
    local(Map.of("NORMFLOW_ARCHIVE", "off"), "train");
    Path options = files(".options").get(0);
    Path archive = SPARK.resolve(options.getFileName().toString().replace(".options", ""));
    Files.writeString(archive, "no archive");
    Ended inspected = local(Map.of(), "inspect", "conf/two-moons.yaml");
    assertEquals(0, inspected.status(), inspected.printed());
    assertTrue(inspected.printed().startsWith("flow of 2 columns"), inspected.printed());
    Files.delete(archive);
  }

  @Test
  void whatExplainsCommandsTakesNoArchive() throws Exception {
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    assertTrue(java.toFile().setExecutable(true));
    Map<String, String> jdk = Map.of("JAVA_HOME", folder.resolve("jdk").toString());
    assertTrue(local(jdk, "inspect", "x").printed().contains("SharedArchiveFile"));
    for (String[] words : new String[][] {{"help"}, {"train", "--help"}, {"completion"}}) {
      String started = local(jdk, words).printed();
      assertTrue(started.contains("normflow.cli.Main " + words[0]), started);
      assertFalse(started.contains("SharedArchiveFile"), started);
    }
  }

  private Ended train(String name, Map<String, String> environment, String... options)
      throws Exception {
    Path job = folder.resolve(name + ".yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-moons, rows: 500}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 10}
        partitions: 2
        output: %s
        """
            .formatted(folder.resolve(name)));
    List<String> words = new ArrayList<>(List.of(options));
    if (options.length > 0) {
      words.add("--");
    }
    words.addAll(List.of("train", job.toString(), "--quiet", "--no-report"));
    Ended ended = local(environment, words.toArray(String[]::new));
    assertEquals(0, ended.status(), ended.printed());
    return ended;
  }

  private byte[] parameters(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("parameters.safetensors"));
  }

  private Ended local(Map<String, String> environment, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "submit/local"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    List.of("SPARK_HOME", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    Path log = Files.createTempFile(folder, "local", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return new Ended(process.waitFor(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void deleteArchives() throws IOException {
    for (Path archive : archives()) {
      Files.delete(archive);
    }
  }

  private static List<Path> archives() throws IOException {
    return files(".jsa");
  }

  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(SPARK)) {
      return files.filter(file -> file.getFileName().toString().endsWith(suffix)).toList();
    }
  }
}
