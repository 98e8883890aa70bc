package normflow.cli;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.storage.Storage;
import normflow.store.Provenance;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.util.VersionInfo;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A YARN cluster with HDFS, and {@code submit/yarn} in client and cluster mode. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class YarnIT {

  private static final List<Process> STARTED = new ArrayList<>();

  @TempDir private static Path folder;
  private static MiniDFSCluster dfs;
  private static MiniYARNCluster yarn;
  private static Storage storage;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        VersionInfo.getVersion().compareTo("3.5") >= 0,
        "the Hadoop of older Sparks has no YARN that a test could start");
    Configuration files = new Configuration();
    files.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    dfs = new MiniDFSCluster.Builder(files).numDataNodes(1).build();
    dfs.waitClusterUp();
    String root = dfs.getFileSystem().getUri().toString();
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", root);
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    settings.setInt("yarn.scheduler.minimum-allocation-mb", 128);
    settings.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    settings.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    settings.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    yarn = new MiniYARNCluster("normflow", 1, 1, 1, 1);
    yarn.init(settings);
    yarn.start();
    Configuration started = new Configuration(yarn.getConfig());
    // A class of Hadoop's own tests, which no client has.
    started.unset("net.topology.node.switch.mapping.impl");
    started.set("fs.defaultFS", root);
    Path conf = Files.createDirectories(folder.resolve("conf"));
    for (String name : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(conf.resolve(name))) {
        started.writeXml(out);
      }
    }
    storage = new Storage(started);
    storage.write(path("/work/rows.csv"), table());
  }

  private static String table() {
    StringBuilder rows = new StringBuilder("x0,x1\n");
    for (int i = 0; i < 1000; i++) {
      double angle = 0.1 * i;
      rows.append(Math.cos(angle)).append(',').append(Math.sin(3 * angle)).append('\n');
    }
    return rows.toString();
  }

  @AfterAll
  static void stop() throws IOException {
    STARTED.forEach(Process::destroyForcibly);
    if (yarn != null) {
      yarn.close();
      dfs.shutdown(true);
    }
  }

  /**
   * The same job with the driver here and on the cluster, from a table on HDFS into HDFS. The
   * driver on the cluster is killed, and a second attempt goes on from its last checkpoint.
   */
  @Test
  void bothModesGiveTheSameModelThoughAMasterIsLost() throws Exception {
    Path job = job("/work/client");
    Ran client = submit("client", List.of(), "train", job.toString(), "--no-report");
    assertEquals(0, client.status, client.log);
    assertTrue(client.log.contains("exchange: resident tasks, 2 of them"), client.log);
    job = job("/work/cluster");
    Process submitted =
        start(
            "cluster",
            onTheCluster("spark.yarn.maxAppAttempts=2"),
            "train",
            job.toString(),
            "--resume");
    while (!storage.exists(path("/work/cluster/checkpoints")) && submitted.isAlive()) {
      Thread.sleep(50);
    }
    List<ProcessHandle> masters = masters();
    masters.forEach(ProcessHandle::destroyForcibly);
    Ran cluster = ended("cluster", submitted);
    assertEquals(1, masters.size(), cluster.log);
    assertEquals(0, cluster.status, cluster.log);
    assertTrue(storage.exists(path("/work/cluster/report/index.html")));
    assertEquals(digest("/work/client"), digest("/work/cluster"));
  }

  /** With Spark's jars from where each node has them, as a job that starts often has it. */
  private static List<String> onTheCluster(String... settings) {
    List<String> options = new ArrayList<>(List.of("--deploy-mode", "cluster"));
    String jars = Path.of("target/spark/jars").toAbsolutePath() + "/*";
    options.addAll(List.of("--conf", "spark.yarn.jars=local:" + jars));
    for (String setting : settings) {
      options.addAll(List.of("--conf", setting));
    }
    return options;
  }

  private static List<ProcessHandle> masters() {
    return ProcessHandle.current().descendants().filter(YarnIT::isMaster).toList();
  }

  private static boolean isMaster(ProcessHandle process) {
    try {
      List<String> words =
          List.of(
              Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                  .split("\0"));
      return words.get(0).endsWith("java")
          && words.contains("org.apache.spark.deploy.yarn.ApplicationMaster");
    } catch (IOException ended) {
      return false;
    }
  }

  /** A bad job on the cluster is a failed application, for the user here too. */
  @Test
  void aRefusedJobFailsAsTheClusterSeesIt() throws Exception {
    Path job = folder.resolve("bad.yaml");
    Files.writeString(
        job, "data: {type: generated, density: two-mons, rows: 1000}\noutput: /work/bad\n");
    Ran cluster = submit("refused", onTheCluster(), "train", job.toString());
    assertNotEquals(0, cluster.status, cluster.log);
    assertTrue(cluster.log.contains("two-mons: unknown (did you mean two-moons?)"), cluster.log);
    assertTrue(cluster.log.contains("failed 1 times"), cluster.log);
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(yarn.getConfig());
      client.start();
      ApplicationReport last =
          client.getApplications().stream()
              .max((a, b) -> Long.compare(a.getStartTime(), b.getStartTime()))
              .orElseThrow();
      assertEquals(FinalApplicationStatus.FAILED, last.getFinalApplicationStatus());
    }
  }

  private static Path job(String output) throws IOException {
    return Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: /work/rows.csv, columns: [x0, x1]}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 1500, validationInterval: 100}
        checkpoints: {steps: 250, film: 0}
        partitions: 2
        output: %s
        """
            .formatted(output));
  }

  private static org.apache.hadoop.fs.Path path(String name) throws IOException {
    return new org.apache.hadoop.fs.Path(dfs.getFileSystem().getUri() + name);
  }

  private static String digest(String model) throws IOException {
    String text = storage.readText(path(model + "/provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }

  /** How a submission ended, and what it printed. */
  private record Ran(int status, String log) {}

  private static Ran submit(String name, List<String> options, String... command)
      throws IOException, InterruptedException {
    return ended(name, start(name, options, command));
  }

  private static Ran ended(String name, Process process) throws IOException, InterruptedException {
    int status = process.waitFor();
    return new Ran(status, Files.readString(log(name), StandardCharsets.UTF_8));
  }

  private static Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static Process start(String name, List<String> options, String... command)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("bash", "submit/yarn"));
    words.addAll(List.of("--num-executors", "2", "--executor-cores", "1"));
    words.addAll(List.of("--executor-memory", "512m", "--driver-memory", "768m"));
    words.addAll(List.of("--conf", "spark.executor.memoryOverhead=384m"));
    words.addAll(List.of("--conf", "spark.ui.enabled=false"));
    words.addAll(options);
    words.add("--");
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    // Maven's Spark, and none that this machine may have.
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("YARN_CONF_DIR");
    builder
        .environment()
        .computeIfPresent(
            "PATH",
            (key, path) ->
                Stream.of(path.split(":"))
                    .filter(part -> !Files.exists(Path.of(part, "spark-submit")))
                    .collect(joining(":")));
    builder.environment().put("HADOOP_CONF_DIR", folder.resolve("conf").toString());
    Process started = builder.redirectErrorStream(true).redirectOutput(log(name).toFile()).start();
    STARTED.add(started);
    return started;
  }
}
