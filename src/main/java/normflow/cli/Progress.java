package normflow.cli;

import java.io.PrintStream;
import normflow.report.Numbers;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import picocli.CommandLine;

/**
 * Training as a line that a person follows: on a terminal it refreshes, elsewhere there is a new
 * one at every point of the learning curves.
 */
final class Progress implements TrainingListener {

  private static final long REFRESH_NANOS = 200_000_000;

  private final PrintStream out;
  private final boolean shown;
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private Measurement last;
  private long firstStep = -1;
  private long started;
  private long refreshed;

  Progress(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  @Override
  public void stepped(long step, long steps, double meanLoss) {
    if (firstStep < 0) {
      firstStep = step;
      started = System.nanoTime();
    }
    long now = System.nanoTime();
    if (shown && terminal && now - refreshed > REFRESH_NANOS) {
      refreshed = now;
      out.print("\r" + line(step, steps, meanLoss) + " ".repeat(4));
      out.flush();
    }
  }

  @Override
  public void measured(long steps, Measurement measurement) {
    last = measurement;
    if (shown && !terminal) {
      out.println(line(measurement.step(), steps, measurement.trainingLoss()));
    }
  }

  @Override
  public void reached(StateSource state, boolean end) {
    if (end && shown && terminal) {
      out.println();
    }
  }

  @Override
  public void skipped(long step) {
    out.println((terminal ? "\n" : "") + "step " + step + " skipped: its gradient is not finite");
  }

  private String line(long step, long steps, double trainingLoss) {
    StringBuilder line = new StringBuilder();
    line.append(Numbers.format("step %,d/%,d (%.0f%%)", step, steps, 100.0 * step / steps));
    if (last != null) {
      line.append(Numbers.format("  epoch %.1f", last.epoch()));
    }
    line.append(Numbers.format("  NLL train %.4f", trainingLoss));
    if (last != null && Double.isFinite(last.validationLoss())) {
      line.append(Numbers.format(" validation %.4f", last.validationLoss()));
    }
    if (last != null) {
      line.append(Numbers.format("  %,.0f rows/s", last.rowsPerSecond()));
      line.append(shares(last.split()));
    }
    long done = step - firstStep;
    if (done > 0) {
      double left = (System.nanoTime() - started) * 1e-9 / done * (steps - step);
      line.append("  ").append(Numbers.duration(left)).append(" left");
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
