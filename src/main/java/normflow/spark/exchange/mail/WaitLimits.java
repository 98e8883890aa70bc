package normflow.spark.exchange.mail;

import java.time.Duration;
import org.apache.spark.SparkConf;

/**
 * How long a resident exchange waits before it gives up; Spark settings, as clusters differ.
 *
 * @param slots for executors with a core for every partition
 * @param start for the next task to start
 * @param answer for the next task to answer
 */
public record WaitLimits(Duration slots, Duration start, Duration answer) {

  private static final String SLOTS = "spark.normflow.exchange.slotsTimeout";
  private static final String START = "spark.normflow.exchange.autoTimeout";
  private static final String ANSWER = "spark.normflow.exchange.answerTimeout";

  public static WaitLimits of(SparkConf conf) {
    Duration answer = Duration.ofSeconds(conf.getTimeAsSeconds(ANSWER, "600s"));
    return new WaitLimits(Duration.ofSeconds(conf.getTimeAsSeconds(SLOTS, "120s")), answer, answer);
  }

  /** Of an exchange that another one is ready to stand in for. */
  public static WaitLimits yielding(SparkConf conf) {
    Duration start = Duration.ofSeconds(conf.getTimeAsSeconds(START, "10s"));
    return new WaitLimits(start, start, of(conf).answer);
  }

  /** How to wait longer, for the end of an error. */
  public String slotsHint() {
    return hint(SLOTS, slots);
  }

  /** That a partition has not started, after its name in an error. */
  String notStarted() {
    return " has no task, "
        + start.toSeconds()
        + " s after its stage was submitted: tasks of a resident exchange all run at the same time,"
        + " so free a core for each, or set exchange: job"
        + hint(start.equals(answer) ? ANSWER : START, start);
  }

  /** That a partition with a task at this place is silent, after its name in an error. */
  String notAnswered(String subject, String place) {
    return " has not answered "
        + subject
        + " for "
        + answer.toSeconds()
        + " s; its task is on "
        + place
        + ": look into the log there"
        + hint(ANSWER, answer);
  }

  private static String hint(String setting, Duration limit) {
    return "; " + setting + " = " + limit.toSeconds() + "s is the limit";
  }
}
