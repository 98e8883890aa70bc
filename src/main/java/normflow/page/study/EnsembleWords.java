package normflow.page.study;

import static java.util.stream.Collectors.joining;

import java.util.OptionalDouble;
import normflow.study.search.BestTogether;
import normflow.text.Numbers;

/** What the mean of a sweep's best trials came to, in a sentence. */
public final class EnsembleWords {

  private EnsembleWords() {}

  /**
   * Such as {@code mean of trials 3, 1: NLL of the test rows 1.3121 nats, better than the best
   * trial (0.0021 ± 0.0004 nats a row)}.
   */
  public static String of(BestTogether mean) {
    String trials = mean.trials().stream().map(String::valueOf).collect(joining(", "));
    OptionalDouble nll = mean.testNll().isPresent() ? mean.testNll() : mean.validationNll();
    return Numbers.format(
        "mean of trials %s: NLL of the %s rows %s nats%s",
        trials,
        mean.testNll().isPresent() ? "test" : "validation",
        nll.isPresent() ? Numbers.nats(nll.getAsDouble()) : "unknown",
        compared(mean));
  }

  private static String compared(BestTogether mean) {
    if (mean.betterBy().isEmpty()) {
      return "";
    }
    double by = mean.betterBy().getAsDouble();
    double error = mean.betterByStandardError().orElse(0);
    return Numbers.format(
        ", %s than the best trial (%s ± %s nats a row)",
        by > error ? "better" : by < -error ? "worse" : "not better",
        Numbers.nats(by),
        Numbers.nats(error));
  }
}
