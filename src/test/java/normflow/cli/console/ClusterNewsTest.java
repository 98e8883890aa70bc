package normflow.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;

/** Why there is no session, in words. */
class ClusterNewsTest {

  private static Exception stopped() {
    return new IllegalStateException("Spark context stopped while waiting for backend");
  }

  @Test
  void aMasterThatGivesNoAnswerIsNamed() {
    try (ClusterNews news = ClusterNews.listen()) {
      LogManager.getLogger("org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend")
          .error("Application has been killed. Reason: All masters are unresponsive! Giving up.");
      assertEquals(
          "master = spark://nowhere:7077: it gives no answer (All masters are unresponsive! Giving"
              + " up.): make sure that it runs, that its address is the one that its web page"
              + " shows, and that it can be reached from here",
          news.failure("spark://nowhere:7077", stopped()));
    }
  }

  @Test
  void executorsThatCannotStartAreNamedWithTheirLog() {
    try (ClusterNews news = ClusterNews.listen()) {
      for (int number = 0; number < 3; number++) {
        LogManager.getLogger("org.apache.spark.deploy.client.StandaloneAppClient$ClientEndpoint")
            .info(
                "Executor updated: app-20260101000000-0007/{} is now {}",
                number,
                number == 1 ? "RUNNING" : "EXITED (Command exited with code 1)");
      }
      assertEquals(
          "master = spark://m:7077: no executor could start: executors 0, 2 of"
              + " app-20260101000000-0007 ended (Command exited with code 1); their logs are on the"
              + " workers in SPARK_HOME/work/app-20260101000000-0007/<number>/stderr, and the"
              + " master's web page leads to them",
          news.failure("spark://m:7077", stopped()));
    }
  }

  @Test
  void elsewhereSparkSpeaksForItself() {
    ClusterNews news = new ClusterNews();
    assertEquals(
        "master = yarn: Spark cannot start: IllegalStateException: " + stopped().getMessage(),
        news.failure("yarn", stopped()));
  }

  @Test
  void whatWasHeardFollowsOtherWordsAtTheEndOfASession() {
    ClusterNews news = new ClusterNews();
    assertEquals("", news.end());
    news.hear("Application has been killed. Reason: Master removed our application: FAILED");
    news.hear("Executor updated: app-1-0/4 is now LOST");
    assertEquals(
        "; Master removed our application: FAILED; executor 4 of app-1-0 ended; their logs are on"
            + " the workers in SPARK_HOME/work/app-1-0/<number>/stderr, and the master's web page"
            + " leads to them",
        news.end());
  }
}
