package normflow.cli.console;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import normflow.config.Source;
import normflow.store.MetricsLine;
import normflow.text.Numbers;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;

/**
 * Training as a line that a person follows: on a terminal it refreshes, elsewhere there is a new
 * one at every point of the learning curves, as text or as JSON.
 */
public final class Progress implements TrainingListener {

  /** A point of the learning curves as JSON. */
  public record Event(
      String event, long step, long steps, OptionalDouble secondsLeft, MetricsLine metrics) {}

  private final Ticker ticker;
  private double offset;
  private Measurement last;
  private OptionalLong firstStep = OptionalLong.empty();
  private long started;

  public Progress(Ticker ticker) {
    this.ticker = ticker;
  }

  /** The rows are about to be read, which may take minutes before the first step. */
  public void preparing(Source data) {
    ticker.note(
        data.match(
            table ->
                "reading "
                    + (table.path().isEmpty() ? "the " + table.format() + " source" : table.path()),
            generated -> "drawing the rows"));
  }

  @Override
  public void begins(double unitsOffset) {
    offset = unitsOffset;
    // Of a training that ends by a pause or an error, nothing tells the end.
    firstStep = OptionalLong.empty();
    last = null;
  }

  @Override
  public void stepped(long step, long steps, double meanLoss) {
    if (firstStep.isEmpty()) {
      firstStep = OptionalLong.of(step);
      started = System.nanoTime();
    }
    if (ticker.refreshes()) {
      ticker.tell(() -> line(step, steps, meanLoss), () -> "");
    }
  }

  @Override
  public void measured(long steps, Measurement measurement) {
    last = measurement;
    if (!ticker.refreshes()) {
      ticker.mark(
          () -> line(measurement.step(), steps, measurement.trainingLoss()),
          () ->
              new Event(
                  "training",
                  measurement.step(),
                  steps,
                  secondsLeft(measurement.step(), steps),
                  MetricsLine.of(measurement, offset)));
    }
  }

  @Override
  public void reached(StateSource state, boolean end) {
    if (end) {
      ticker.end();
      firstStep = OptionalLong.empty();
    }
  }

  @Override
  public void skipped(long step) {
    ticker.note("step " + step + " skipped: its gradient is not finite");
  }

  private OptionalDouble secondsLeft(long step, long steps) {
    long done = step - firstStep.orElse(step);
    return done > 0
        ? OptionalDouble.of((System.nanoTime() - started) * 1e-9 / done * (steps - step))
        : OptionalDouble.empty();
  }

  /** What matters most stands first: a narrow terminal cuts the rest. */
  private String line(long step, long steps, double trainingLoss) {
    StringBuilder line = new StringBuilder();
    line.append(Numbers.format("step %,d/%,d (%.0f%%)", step, steps, 100.0 * step / steps));
    secondsLeft(step, steps)
        .ifPresent(left -> line.append("  ").append(Numbers.duration(left)).append(" left"));
    if (Double.isFinite(trainingLoss)) {
      line.append(Numbers.format("  NLL train %.4f", trainingLoss - offset));
    }
    if (last != null && Double.isFinite(last.validationLoss())) {
      line.append(Numbers.format(" validation %.4f", last.validationLoss() - offset));
    }
    line.append(" nats");
    if (last != null) {
      line.append(Numbers.format("  epoch %.1f", last.epoch()));
    }
    if (last != null && Double.isFinite(last.rowsPerSecond())) {
      line.append(Numbers.format("  %,.0f rows/s", last.rowsPerSecond()));
      line.append(shares(last.split()));
    }
    return line.toString();
  }

  /** Such as {@code , compute 91% exchange 6% update 3%}. */
  private static String shares(Split split) {
    double total = split.total();
    return total > 0
        ? Numbers.format(
            ", compute %.0f%% exchange %.0f%% update %.0f%%",
            100 * split.compute() / total,
            100 * split.exchange() / total,
            100 * split.update() / total)
        : "";
  }
}
