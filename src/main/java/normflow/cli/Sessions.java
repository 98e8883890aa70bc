package normflow.cli;

import java.util.Optional;
import normflow.config.Codec;
import normflow.distributed.Storage;
import normflow.train.TrainingException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Spark session of a command, and what can be read without one. */
final class Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** The session that a command started, if it was not there before. */
  private static Optional<Started> started = Optional.empty();

  /** A session, and what the cluster says of it. */
  private record Started(SparkSession session, ClusterNews news) {}

  private Sessions() {}

  /**
   * The session that spark-submit configured.
   *
   * @throws normflow.train.TrainingException if there can be none
   */
  static synchronized SparkSession open(String command) {
    if (SparkContext$.MODULE$.getActive().isDefined()) {
      return SparkSession.builder().getOrCreate();
    }
    ClusterNews news = ClusterNews.listen();
    try {
      SparkSession session = SparkSession.builder().appName("normflow " + command).getOrCreate();
      started = Optional.of(new Started(session, news));
      return session;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      news.close();
      throw new TrainingException(news.failure(master(), e));
    }
  }

  private static String master() {
    return new SparkConf().get("spark.master", "");
  }

  /** Stops the session if a command started it: a cluster takes anything else for a failure. */
  static synchronized void close() {
    try {
      started.ifPresent(
          ours -> {
            ours.news().close();
            ours.session().stop();
          });
    } catch (RuntimeException e) {
      LOG.warn("Spark does not stop as it should: {}", e.getMessage());
    }
    started = Optional.empty();
  }

  /** What the cluster has said if the session of a command stopped before the command did. */
  static synchronized Optional<String> end() {
    return started
        .filter(ours -> ours.session().sparkContext().isStopped())
        .map(ours -> ours.news().end());
  }

  /** Files, before there is a session. */
  static Storage storage() {
    return new Storage(new Configuration());
  }

  /**
   * Reads a YAML file.
   *
   * @throws normflow.config.ConfigException if there is none, or it is wrong
   */
  static <T> T yaml(String path, Class<T> type) {
    Storage storage = storage();
    if (!storage.exists(Storage.path(path))) {
      throw new normflow.config.ConfigException(path + " does not exist", null);
    }
    return Codec.yaml(path, storage.readJob(Storage.path(path)), type);
  }

  static Storage storage(SparkSession session) {
    return new Storage(session.sparkContext().hadoopConfiguration());
  }
}
