package normflow.cli.console;

import java.util.Optional;
import java.util.stream.Collectors;
import normflow.page.advice.DryRun;
import normflow.text.Numbers;
import normflow.text.Shown;

/** What a training job would be, as text. */
public final class DryRunText {

  private static final double MEBIBYTE = 1024 * 1024;

  private DryRunText() {}

  /**
   * A line for each column, and for each thing that is known before the first step.
   *
   * @param refused why the training would be refused by the same options
   */
  public static String of(DryRun dry, Optional<String> refused) {
    StringBuilder text = new StringBuilder();
    Summary.line(
        text,
        "rows",
        Numbers.format(
            "%,d training, %,d validation, %,d test, %,d skipped",
            dry.rows().training(),
            dry.rows().validation(),
            dry.rows().test(),
            dry.rows().skipped()));
    for (DryRun.Column column : dry.columns()) {
      Summary.line(text, "column", Shown.line(column.name()) + ": " + column.taken());
    }
    if (!dry.candidates().isEmpty()) {
      Summary.line(text, "flows", "the best of " + String.join(", ", dry.candidates()));
    }
    Summary.line(text, "flow", Numbers.format("%s, %,d parameters", dry.flow(), dry.parameters()));
    Summary.line(text, "batch", Numbers.format("%,d rows", dry.batchSize()));
    Summary.line(
        text, "steps", Numbers.format("%,d, %.1f epochs", dry.steps(), dry.epochs()) + decays(dry));
    Summary.line(text, "partitions", Numbers.format("%,d", dry.partitions()));
    Summary.line(text, "exchange", dry.exchange());
    Summary.line(
        text,
        "memory",
        Numbers.format(
            "%.1f MiB of rows in the executors; %.1f MiB of parameters, gradients and the"
                + " optimizer's state on the driver",
            dry.rowBytes() / MEBIBYTE, dry.driverBytes() / MEBIBYTE));
    Summary.line(
        text,
        "time",
        Numbers.format(
            "about %s, a guess: %.2f ms a step, by some of the first ones",
            Numbers.duration(dry.seconds()), 1e3 * dry.secondsOfStep()));
    Summary.line(
        text, "", "without validation, test and report, and as if no training ended early");
    refused.ifPresent(why -> Summary.line(text, "training", "is refused as it stands: " + why));
    return text.append("nothing was trained\n").toString();
  }

  private static String decays(DryRun dry) {
    return dry.weightDecays().size() == 1
        ? ""
        : Numbers.format(
            ", for each weight decay of %s",
            dry.weightDecays().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }
}
