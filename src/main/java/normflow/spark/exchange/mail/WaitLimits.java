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
    return "; " + SLOTS + " = " + slots.toSeconds() + "s is the limit";
  }

  /** How to wait longer, for the end of an error. */
  String startHint() {
    String name = start.equals(answer) ? ANSWER : START;
    return "; " + name + " = " + start.toSeconds() + "s is the limit";
  }

  /** How to wait longer, for the end of an error. */
  String answerHint() {
    return "; " + ANSWER + " = " + answer.toSeconds() + "s is the limit";
  }
}
