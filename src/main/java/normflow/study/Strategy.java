package normflow.study;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Says which trials are next. */
public interface Strategy<R> {

  /**
   * A trial, and how far it is to go.
   *
   * @param until after how many steps it pauses; empty for its end
   */
  record Step(Trial trial, OptionalLong until) {}

  /**
   * What can begin now.
   *
   * @param phase that it is a part of
   * @param steps that can begin; none while the strategy waits, or at its end
   * @param decided results that it changes, such as those of trials that stop, by trial
   */
  record Round<R>(Phase phase, List<Step> steps, Map<Trial, R> decided) {}

  /**
   * Rounds that belong together.
   *
   * @param name where they lead, such as {@code to the end}
   * @param trials that they are of
   * @param steps in all, about
   */
  record Phase(String name, int trials, int steps) {}

  /**
   * What is next; asked at the start and whenever a step has ended, until nothing runs and nothing
   * is next.
   *
   * @param results by the names of the trials
   * @param running steps that have not ended
   */
  Round<R> next(Map<String, R> results, int running);

  /** All trials at once, each to its end. */
  static <R> Strategy<R> all(List<Trial> trials) {
    List<Step> steps = trials.stream().map(trial -> new Step(trial, OptionalLong.empty())).toList();
    Phase phase = new Phase("to the end", steps.size(), steps.size());
    boolean[] asked = {false};
    return (results, running) -> {
      Round<R> round = new Round<>(phase, asked[0] ? List.of() : steps, Map.of());
      asked[0] = true;
      return round;
    };
  }
}
