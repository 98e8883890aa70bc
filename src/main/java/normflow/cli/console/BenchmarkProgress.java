package normflow.cli.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import normflow.page.Verdict;
import normflow.study.Placement;
import normflow.study.StudyListener;
import normflow.study.Trial;
import normflow.study.grid.Cell;
import normflow.study.grid.Pairs;
import normflow.text.Numbers;
import normflow.train.TrainingListener;

/** A benchmark as lines that a person follows, with a training's own progress between them. */
public final class BenchmarkProgress implements StudyListener<Cell> {

  private final Ticker ticker;
  private final long began = System.nanoTime();
  private final List<Double> seconds = new ArrayList<>();
  private final List<Trial> pairs;
  private final Map<String, String> leftOut;
  private Set<String> known = Set.of();
  private long started;

  /**
   * @param leftOut why data sets are left out, by their names
   */
  public BenchmarkProgress(Ticker ticker, List<Trial> pairs, Map<String, String> leftOut) {
    this.ticker = ticker;
    this.pairs = pairs;
    this.leftOut = leftOut;
  }

  @Override
  public void placed(Placement placement, Map<String, Cell> before) {
    Pairs.together(leftOut)
        .forEach(
            (variable, data) -> ticker.note("left out: " + data + ": " + variable + " is not set"));
    known =
        before.entrySet().stream()
            .filter(entry -> !entry.getValue().failed())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    kept(0);
  }

  /** Names those from {@code from} on that were trained and measured by an earlier run. */
  private void kept(int from) {
    for (Trial pair : pairs.subList(from, pairs.size())) {
      if (!known.contains(pair.name())) {
        return;
      }
      ticker.note(name(pair) + ": finished before");
    }
  }

  private String name(Trial pair) {
    return Numbers.format("[%d/%d] %s", pair.number(), pairs.size(), pair.name());
  }

  @Override
  public TrainingListener began(Trial pair) {
    started = System.nanoTime();
    ticker.note(name(pair) + time(pairs.size() - pair.number() + 1));
    return new Progress(ticker);
  }

  @Override
  public void ended(Trial pair, Cell cell, Collection<Cell> all) {
    seconds.add(since(started));
    ticker.note(
        name(pair)
            + ": "
            + cell.measured().map(BenchmarkProgress::result).orElse("failed: " + cell.error()));
    kept(pair.number());
  }

  private static String result(Cell.Measured measured) {
    String likelihood =
        measured.test().gap().isPresent()
            ? Numbers.format(
                "gap %.4f %s nats",
                measured.test().gap().getAsDouble(),
                Numbers.plusMinus(measured.test().gapStandardError()))
            : Numbers.format(
                    "NLL %.4f %s nats",
                    measured.test().nll(), Numbers.plusMinus(measured.test().standardError()))
                + Verdict.brief(measured.test()).map(words -> ", " + words).orElse("");
    String detection =
        measured
            .detection()
            .map(
                found ->
                    Numbers.format(", AUROC %.4f ", found.auroc())
                        + Numbers.plusMinus(found.standardError()))
            .orElse("");
    return likelihood + detection + ", trained in " + Numbers.duration(measured.trainingSeconds());
  }

  /** Such as {@code , 3 min 20 s used, about 1 h 02 min left}. */
  private String time(int left) {
    if (seconds.isEmpty()) {
      return "";
    }
    double mean = seconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return Numbers.format(
        " (%s used, about %s left)", Numbers.duration(since(began)), Numbers.duration(mean * left));
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
