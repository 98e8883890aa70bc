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
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;

/**
 * Spark with executors that are processes of their own, set up by {@code conf/} and the uber jar.
 */
final class Cluster implements AutoCloseable {

  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  /** Spark's own, which tells much: the class path of the tests has one that tells nothing. */
  private static final String LOGGING =
      "-Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties";

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
    Map<String, String> defaults = properties("conf/spark-defaults.conf");
    defaults.forEach(builder::config);
    // Executors live for seconds: most of what a processor does in them is to compile.
    builder.config(
        OPTIONS, defaults.get(OPTIONS) + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + LOGGING);
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

  /** The jar of everything that Maven packaged. */
  static Path jar() throws IOException {
    return jar("all");
  }

  /** The jar that Maven packaged with this classifier. */
  static Path jar(String classifier) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(
              path -> path.getFileName().toString().matches("normflow-.*-" + classifier + "\\.jar"))
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
