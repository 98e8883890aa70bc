package normflow.cli;

import java.util.Map;
import java.util.Optional;
import normflow.cli.console.ClusterNews;
import normflow.cli.console.Console;
import normflow.train.TrainingException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Spark session of a command. */
final class Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** The session that a command started, if it was not there before. */
  private static Optional<Started> started = Optional.empty();

  /** A session, and what the cluster says of it. */
  private record Started(SparkSession session, ClusterNews news) {}

  private Sessions() {}

  /** The same without settings of the command's own. */
  static SparkSession open(Console console, String command) {
    return open(console, command, Map.of());
  }

  /**
   * The session that spark-submit configured.
   *
   * @param console that says when one has to be started, which takes seconds
   * @param settings of one that has to be started, where spark-submit has none
   * @throws normflow.train.TrainingException if there can be none
   */
  static synchronized SparkSession open(
      Console console, String command, Map<String, String> settings) {
    if (SparkContext$.MODULE$.getActive().isDefined()) {
      return SparkSession.builder().getOrCreate();
    }
    console.ticker().note("starting Spark");
    ClusterNews news = ClusterNews.listen();
    try {
      SparkSession.Builder builder = SparkSession.builder().appName("normflow " + command);
      SparkConf given = new SparkConf();
      settings.forEach((key, value) -> builder.config(key, given.get(key, value)));
      SparkSession session = builder.getOrCreate();
      started = Optional.of(new Started(session, news));
      return session;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      news.close();
      throw new TrainingException(news.failure(master(), e));
    }
  }

  /** Whether tasks run in this process. */
  static boolean runsTasks() {
    return master().matches("local(\\[.*)?");
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
}
