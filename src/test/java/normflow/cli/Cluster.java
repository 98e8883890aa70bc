package normflow.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import normflow.config.Codec;
import normflow.distributed.Provenance;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;

/**
 * Spark with executors that are processes of their own, set up by {@code conf/} and the uber jar.
 */
final class Cluster implements AutoCloseable {

  private final SparkSession session;
  private final AtomicInteger lost = new AtomicInteger();

  /**
   * Starts {@code executors} processes of one core.
   *
   * @param settings over those of {@code conf/spark-defaults.conf}
   */
  Cluster(int executors, Map<String, String> settings) throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder().master("local-cluster[" + executors + ",1,1024]");
    properties("conf/spark-defaults.conf").forEach(builder::config);
    builder.config("spark.ui.enabled", "false");
    builder.config("spark.executor.memory", "512m");
    builder.config(
        "spark.executor.extraClassPath",
        jar() + ":" + Path.of("target/test-classes").toAbsolutePath());
    settings.forEach(builder::config);
    session = builder.getOrCreate();
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
                lost.incrementAndGet();
              }
            });
  }

  /** The settings of a file of {@code conf/}. */
  static Map<String, String> properties(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    }
    Map<String, String> settings = new java.util.TreeMap<>();
    properties.forEach((name, value) -> settings.put((String) name, (String) value));
    return settings;
  }

  /** The jar that Maven packaged. */
  static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(path -> path.getFileName().toString().matches("normflow-.*-all\\.jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  SparkSession session() {
    return session;
  }

  /** Executors that went away so far. */
  int lost() {
    return lost.get();
  }

  /** What an executor's process was started with. */
  record Executor(long pid, List<String> javaOptions, String openBlasThreads, boolean vectors)
      implements Serializable {

    static Executor here() {
      return new Executor(
          ProcessHandle.current().pid(),
          List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments()),
          String.valueOf(System.getenv("OPENBLAS_NUM_THREADS")),
          ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
  }

  /** One for each of {@code tasks} tasks. */
  List<Executor> executors(int tasks) {
    return new JavaSparkContext(session.sparkContext())
        .parallelize(java.util.Collections.nCopies(tasks, 0), tasks)
        .map(
            task -> {
              // Long enough for every executor to get one.
              Thread.sleep(500);
              return Executor.here();
            })
        .collect();
  }

  /** The digest of a model's parameters. */
  static String digest(Path model) throws IOException {
    String text = Files.readString(model.resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }

  @Override
  public void close() {
    session.stop();
  }
}
