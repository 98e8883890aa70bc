package normflow.study.search;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order of another sweep, in which everything is to happen. */
final class Replay {

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final Queue<Entry> left;

  /**
   * @param entries of that sweep; none for no order
   * @param happened how many of them have
   */
  Replay(List<Entry> entries, int happened) {
    left = new ArrayDeque<>(entries.subList(Math.min(happened, entries.size()), entries.size()));
  }

  /** Whether there is an order to be kept. */
  boolean isOn() {
    return !left.isEmpty();
  }

  /** Whether a trial may come to its rung now. */
  boolean mayReach(int trial) {
    return !isOn() || (left.peek().kind() == Kind.REACHED && left.peek().trial() == trial);
  }

  /** Whether a decision is next. */
  boolean decides() {
    return isOn() && left.peek().kind() != Kind.REACHED;
  }

  /** What was next has happened. */
  void happened() {
    left.poll();
  }

  /** Trials have other ends here. */
  void giveUp() {
    LOG.warn(
        "--replay: trial {} does not come to its rung as it did then: its order is given up",
        left.peek().trial());
    left.clear();
  }
}
