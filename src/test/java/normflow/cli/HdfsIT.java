package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.store.Provenance;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data, checkpoints, models and results on HDFS. */
class HdfsIT {

  @TempDir private static java.nio.file.Path folder;
  private static MiniDFSCluster cluster;
  private static FileSystem hdfs;
  private static SparkSession session;
  private static String root;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitClusterUp();
    hdfs = cluster.getFileSystem();
    root = hdfs.getUri() + "/work";
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
    cluster.shutdown(true);
  }

  @Test
  void everythingOnHdfs() throws IOException {
    String table = root + "/moons";
    Commands.ok("generate", "--density", "two-moons", "--rows", "2000", "--output", table);
    String job = job("train", 60);
    Commands.ok("train", job, "--no-report", "--quiet");
    assertEquals(
        List.of(
            "checkpoints",
            "defaults.json",
            "densities.json",
            "evaluation.json",
            "flow.json",
            "metrics.jsonl"),
        names(root + "/train").subList(0, 6));
    assertEquals(2, names(root + "/train/checkpoints").size());
    String model = root + "/train";
    Commands.ok(
        "score", "--model", model, "--data", table, "--column", "p", "--output", root + "/p");
    assertEquals(2000, session.read().parquet(root + "/p").count());
    String[] sample = {"sample", "--model", model, "--rows", "500", "--output", root + "/drawn"};
    Commands.ok(sample);
    assertTrue(Commands.run(sample).printed().contains("exists"));
    Commands.ok(
        "sample", "--model", model, "--rows", "50", "--overwrite", "--output", root + "/drawn");
    assertEquals(50, session.read().parquet(root + "/drawn").count());
    Commands.ok("report", "--model", model);
    assertTrue(Commands.ok("inspect", model).contains("trained parameters"));
    List<String> all = List.of("claimed", "drawn", "jobs", "moons", "p", "resumed", "train");
    assertTrue(all.containsAll(names(root)), () -> "left behind: " + all);
  }

  /** A run whose end is missing goes on from its newest undamaged checkpoint to the same bits. */
  @Test
  void resumes() throws IOException {
    Commands.ok("generate", "--density", "two-moons", "--rows", "900", "--output", root2("moons"));
    Commands.ok("train", job("resumed/whole", 60), "--no-report", "--quiet");
    Commands.ok("train", job("resumed/cut", 60), "--no-report", "--quiet");
    Path cut = new Path(root + "/resumed/cut");
    hdfs.delete(new Path(cut, "flow.json"), false);
    hdfs.delete(new Path(cut, "parameters.safetensors"), false);
    FileStatus[] checkpoints = hdfs.listStatus(new Path(cut, "checkpoints"));
    spoil(new Path(checkpoints[1].getPath(), "arrays.safetensors"));
    Commands.ok("train", job("resumed/cut", 60), "--no-report", "--quiet", "--resume");
    assertEquals(digest("resumed/whole"), digest("resumed/cut"));
    assertTrue(Commands.run("train", job("resumed/cut", 60)).printed().contains("exists"));
  }

  @Test
  void oneRunAtATime() {
    Storage storage = new Storage(new Configuration());
    Path output = new Path(root + "/claimed/model");
    try (OutputClaim claim = OutputClaim.take(storage, output, "first")) {
      claim.check();
      ConfigException error =
          assertThrows(
              ConfigException.class, () -> OutputClaim.take(storage, output, "second").close());
      assertTrue(error.getMessage().contains("first"), error.getMessage());
    }
    OutputClaim.take(storage, output, "third").close();
  }

  private static String root2(String name) {
    return root + "/resumed/" + name;
  }

  private static void spoil(Path file) throws IOException {
    byte[] bytes;
    try (FSDataInputStream stream = hdfs.open(file)) {
      bytes = stream.readAllBytes();
    }
    bytes[bytes.length - 1] ^= 1;
    try (FSDataOutputStream stream = hdfs.create(file, true)) {
      stream.write(bytes);
    }
  }

  private static String job(String name, int steps) throws IOException {
    Path path = new Path(root + "/jobs/" + name + ".yaml");
    String table = name.startsWith("resumed") ? root2("moons") : root + "/moons";
    try (FSDataOutputStream stream = hdfs.create(path, true)) {
      stream.write(
          """
          data: {type: table, format: parquet, path: "%s", columns: [x0, x1]}
          validation: {share: 0.1}
          test: {share: 0.1}
          flow: {type: realnvp, couplings: 2, hidden: [8]}
          training: {batchSize: 128, steps: %d, validationInterval: 20}
          checkpoints: {steps: 20, keep: 2}
          partitions: 2
          output: "%s"
          """
              .formatted(table, steps, root + "/" + name)
              .getBytes(StandardCharsets.UTF_8));
    }
    return path.toString();
  }

  private static List<String> names(String path) throws IOException {
    return java.util.Arrays.stream(hdfs.listStatus(new Path(path)))
        .map(status -> status.getPath().getName())
        .sorted()
        .toList();
  }

  private static String digest(String model) {
    Storage storage = new Storage(new Configuration());
    String text = storage.readText(new Path(root + "/" + model + "/provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }
}
