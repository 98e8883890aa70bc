package normflow.distributed;

import java.time.Duration;
import org.apache.spark.SparkConf;

/**
 * How long a resident exchange waits before it gives up; Spark settings, as clusters differ.
 *
 * @param slots for a free core for every partition
 * @param answer for the next task to start or to answer
 */
record WaitLimits(Duration slots, Duration answer) {

  private static final String SLOTS = "spark.normflow.exchange.slotsTimeout";
  private static final String ANSWER = "spark.normflow.exchange.answerTimeout";

  static WaitLimits of(SparkConf conf) {
    return new WaitLimits(
        Duration.ofSeconds(conf.getTimeAsSeconds(SLOTS, "120s")),
        Duration.ofSeconds(conf.getTimeAsSeconds(ANSWER, "600s")));
  }

  /** How to wait longer, for the end of an error. */
  String slotsHint() {
    return "; " + SLOTS + " = " + slots.toSeconds() + "s is the limit";
  }

  /** How to wait longer, for the end of an error. */
  String answerHint() {
    return "; " + ANSWER + " = " + answer.toSeconds() + "s is the limit";
  }
}
