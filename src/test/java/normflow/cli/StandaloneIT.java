package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster of a master and two workers, and {@code submit/standalone}. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StandaloneIT {

  private static final Path HOME = Path.of("target/spark").toAbsolutePath();
  private static final List<Process> PROCESSES = new ArrayList<>();

  @TempDir private static Path folder;
  private static String master;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    String daemons = "org.apache.spark.deploy.";
    daemon("master", daemons + "master.Master", "--host", "127.0.0.1", "--port", "0");
    master = await("master", "Starting Spark master at (spark://\\S+)");
    for (String worker : List.of("worker1", "worker2")) {
      String work = folder.resolve(worker).toString();
      daemon(
          worker,
          daemons + "worker.Worker",
          "--host",
          "127.0.0.1",
          "--port",
          "0",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          work,
          master);
      await(worker, "(Successfully registered with master)");
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (Process process : PROCESSES) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aJobIsSubmittedAsAUserWould() throws IOException, InterruptedException {
    Path job = folder.resolve("job.yaml");
    Path model = folder.resolve("model");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-moons, rows: 1000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 40, validationInterval: 20}
        partitions: 2
        output: %s
        """
            .formatted(model));
    Process submitted = submit("train", job.toString(), "--no-report");
    Map<Long, String> executors = new TreeMap<>();
    while (!submitted.waitFor(50, TimeUnit.MILLISECONDS)) {
      look(executors);
    }
    String log = Files.readString(folder.resolve("submit.log"));
    assertEquals(0, submitted.exitValue(), log);
    assertTrue(Files.exists(model.resolve("flow.json")), log);
    assertTrue(log.contains("exchange: resident tasks, 2 of them"), log);
    endsInGoodOrder(log);
    assertEquals(2, executors.size(), executors::toString);
    for (String executor : executors.values()) {
      for (String part :
          List.of(
              "--add-modules=jdk.incubator.vector",
              "-Dorg.bytedeco.javacpp.maxPhysicalBytes=6g",
              "-Xmx512M",
              "OMP_NUM_THREADS=1",
              "OPENBLAS_NUM_THREADS=1")) {
        assertTrue(executor.contains(part), part + " is missing: " + executor);
      }
    }
  }

  /** A command that leaves its session behind has failed as the cluster sees it. */
  private static void endsInGoodOrder(String log) throws IOException {
    assertTrue(log.lines().noneMatch(line -> line.contains(" ERROR ")), log);
    String told = Files.readString(log("master"));
    assertTrue(told.contains("Received unregister request from application"), told);
    try (Stream<Path> events = Files.walk(folder.resolve("events"))) {
      List<Path> all = events.toList();
      assertTrue(all.stream().anyMatch(file -> file.getFileName().toString().contains("app-")));
      assertTrue(all.stream().noneMatch(file -> file.toString().endsWith(".inprogress")));
    }
  }

  /** Adds the command line and the environment of executors that are new. */
  private static void look(Map<Long, String> executors) {
    for (Process process : PROCESSES) {
      process.descendants().map(ProcessHandle::pid).forEach(pid -> look(executors, pid));
    }
  }

  private static void look(Map<Long, String> executors, long pid) {
    try {
      Path process = Path.of("/proc", Long.toString(pid));
      String command = Files.readString(process.resolve("cmdline"));
      if (command.contains("CoarseGrainedExecutorBackend")) {
        executors.put(pid, command + Files.readString(process.resolve("environ")));
      }
    } catch (IOException ended) {
      // It has just ended, after it was seen, or is about to begin.
    }
  }

  private static Process submit(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("bash", "submit/standalone", master));
    words.addAll(List.of("--executor-memory", "512m", "--driver-memory", "1g"));
    words.addAll(List.of("--conf", "spark.ui.enabled=false"));
    Path events = Files.createDirectories(folder.resolve("events"));
    words.addAll(List.of("--conf", "spark.eventLog.enabled=true"));
    words.addAll(List.of("--conf", "spark.eventLog.dir=" + events.toUri(), "--"));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().remove("SPARK_HOME");
    Path log = folder.resolve("submit.log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    PROCESSES.add(process);
    return process;
  }

  private static void daemon(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", HOME.resolve("jars") + "/*", main));
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
    PROCESSES.add(builder.start());
  }

  private static Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** What the pattern's group matches, once a daemon has logged it. */
  private static String await(String name, String pattern)
      throws IOException, InterruptedException {
    Process process = PROCESSES.get(PROCESSES.size() - 1);
    while (process.isAlive()) {
      try (Stream<String> lines = Files.lines(log(name))) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", lines.toList()));
        if (matcher.find()) {
          return matcher.group(1);
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError(name + " ended: " + Files.readString(log(name)));
  }
}
