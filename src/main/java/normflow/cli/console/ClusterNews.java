package normflow.cli.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.spark.FailureCause;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * What a standalone cluster says of its master and executors. When a session cannot start or is
 * ended, Spark throws that the context has stopped; who ended it, and why, it tells its log alone.
 */
public final class ClusterNews extends AbstractAppender implements AutoCloseable {

  private static final List<String> SOURCES =
      List.of(
          "org.apache.spark.deploy.client.StandaloneAppClient$ClientEndpoint",
          "org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend");

  /** Such as: Executor updated: app-20260101120000-0007/3 is now EXITED (Command exited ...). */
  private static final Pattern ENDED =
      Pattern.compile("(app-\\S+)/(\\d+) is now (?:EXITED|FAILED|LOST|KILLED)(?: \\((.*)\\))?.*");

  private static final Pattern KILLED =
      Pattern.compile("Application has been killed. Reason: (.*)");

  private final Map<Integer, String> ended = new TreeMap<>();

  /** Where a source's words went before, by its name. */
  private final Map<String, LoggerConfig> parents = new HashMap<>();

  private String application = "";
  private Optional<String> reason = Optional.empty();

  ClusterNews() {
    super("cluster news", null, null, true, Property.EMPTY_ARRAY);
  }

  /** Listens until it is closed. */
  public static ClusterNews listen() {
    ClusterNews news = new ClusterNews();
    news.start();
    LoggerContext context = LoggerContext.getContext(false);
    Configuration configuration = context.getConfiguration();
    for (String source : SOURCES) {
      LoggerConfig parent = configuration.getLoggerConfig(source);
      if (!parent.getName().equals(source)) {
        LoggerConfig config = new LoggerConfig(source, Level.INFO, false);
        config.addAppender(news, Level.INFO, null);
        configuration.addLogger(source, config);
        news.parents.put(source, parent);
      }
    }
    context.updateLoggers();
    return news;
  }

  @Override
  public void append(LogEvent event) {
    hear(event.getMessage().getFormattedMessage());
    LoggerConfig parent = parents.get(event.getLoggerName());
    if (parent != null && event.getLevel().isMoreSpecificThan(parent.getLevel())) {
      parent.log(event);
    }
  }

  synchronized void hear(String message) {
    Matcher gone = ENDED.matcher(message);
    if (gone.find()) {
      application = gone.group(1);
      ended.put(Integer.valueOf(gone.group(2)), gone.group(3) == null ? "" : gone.group(3));
    }
    Matcher killed = KILLED.matcher(message);
    if (killed.find()) {
      reason = Optional.of(killed.group(1));
    }
  }

  /** Why there is no session, as a sentence. */
  public synchronized String failure(String master, Throwable error) {
    String at = "master = " + master + ": ";
    String why = reason.map(words -> " (" + words + ")").orElse("");
    if (!ended.isEmpty()) {
      return at + "no executor could start: " + executors();
    }
    if (master.startsWith("spark:")) {
      return at
          + "it gives no answer"
          + why
          + ": make sure that it runs, that its address is the one that its web page shows, and"
          + " that it can be reached from here";
    }
    return at + "Spark cannot start: " + FailureCause.message(error) + why;
  }

  /** Why a session has ended: nothing, or words to be put after others. */
  public synchronized String end() {
    return reason.map(words -> "; " + words).orElse("")
        + (ended.isEmpty() ? "" : "; " + executors());
  }

  private String executors() {
    List<String> words = ended.values().stream().filter(w -> !w.isEmpty()).distinct().toList();
    return numbers()
        + " of "
        + application
        + " ended"
        + (words.isEmpty() ? "" : " (" + String.join("; ", words) + ")")
        + "; their logs are on the workers in SPARK_HOME/work/"
        + application
        + "/<number>/stderr, and the master's web page leads to them";
  }

  private String numbers() {
    List<String> numbers = ended.keySet().stream().map(String::valueOf).toList();
    return (numbers.size() == 1 ? "executor " : "executors ") + String.join(", ", numbers);
  }

  @Override
  public void close() {
    LoggerContext context = LoggerContext.getContext(false);
    parents.keySet().forEach(context.getConfiguration()::removeLogger);
    context.updateLoggers();
    stop();
  }
}
