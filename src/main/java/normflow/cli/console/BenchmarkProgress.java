package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import normflow.benchmark.BenchmarkListener;
import normflow.benchmark.Cell;
import normflow.benchmark.Pair;
import normflow.text.Numbers;
import normflow.train.TrainingListener;

/** A benchmark as lines that a person follows, with a training's own progress between them. */
public final class BenchmarkProgress implements BenchmarkListener {

  private final Ticker ticker;
  private final long began = System.nanoTime();
  private final List<Double> seconds = new ArrayList<>();
  private long started;

  public BenchmarkProgress(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public void kept(Pair pair, int number, int pairs) {
    ticker.note(Numbers.format("[%d/%d] %s: finished before", number, pairs, pair.name()));
  }

  @Override
  public TrainingListener started(Pair pair, int number, int pairs) {
    started = System.nanoTime();
    ticker.note(
        Numbers.format("[%d/%d] %s%s", number, pairs, pair.name(), time(pairs - number + 1)));
    return new Progress(ticker);
  }

  @Override
  public void ended(Cell cell, int number, int pairs) {
    seconds.add(since(started));
    String name = Numbers.format("[%d/%d] %s/%s", number, pairs, cell.data(), cell.flow());
    ticker.note(
        name
            + ": "
            + cell.measured().map(BenchmarkProgress::result).orElse("failed: " + cell.error()));
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
                measured.test().nll(), Numbers.plusMinus(measured.test().standardError()));
    return likelihood + ", trained in " + Numbers.duration(measured.trainingSeconds());
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
