package normflow.cli.console;

import java.io.PrintStream;
import java.util.function.Supplier;
import normflow.codec.Codec;
import normflow.text.Shown;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What every command says, and how: results on standard output, progress and errors on standard
 * error.
 *
 * <p>As a mixin it gives a command {@code --quiet}, {@code --json}, {@code --help} and the exit
 * statuses.
 */
@Command(
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:a failure while running; what was there before is there still, or the result is saved and the"
          + " message names what of it is missing",
      "2:bad usage or bad input; nothing was changed"
    })
public final class Console {

  public static final String JSON = "--json";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private boolean quiet;

  @Option(
      names = JSON,
      description =
          "The result as one JSON object on standard output; progress and errors as JSON lines on"
              + " standard error.")
  private boolean json;

  @Option(
      names = "--quiet",
      description = "No progress, no word on what was done: errors and what was asked for.")
  void setQuiet(boolean chosen) {
    quiet = chosen;
    if (chosen) {
      // What the log says of the run's course is progress too.
      Configurator.setLevel("normflow", Level.WARN);
    }
  }

  /** A line about progress that stays, as JSON. */
  record Note(String event, String text) {}

  /** Says what was done: an object under {@code --json}, else a text, nothing if quiet. */
  public void done(Object result, String text) {
    if (json || !quiet) {
      answer(result, text);
    }
  }

  /** Gives what was asked for, also if quiet. */
  public void answer(Object result, String text) {
    print(System.out, json ? Codec.jsonLine(result) + System.lineSeparator() : Shown.lines(text));
  }

  /** An error that is not the last word of the command. */
  public void error(String message) {
    print(System.err, ErrorText.of(message, 1, json) + System.lineSeparator());
  }

  /** To be thrown where options that a command has do not go together, or are not enough. */
  public ParameterException misused(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }

  /** Where progress goes. */
  public Ticker ticker() {
    return new Ticker(System.err, style());
  }

  /** Does some work and counts the tasks of the session's Spark jobs meanwhile. */
  public <T> T counted(SparkSession session, String name, Supplier<T> work) {
    try (TaskProgress progress = new TaskProgress(session, name, ticker())) {
      progress.watch();
      return work.get();
    }
  }

  /** Does some work and counts the tasks of the session's Spark jobs meanwhile. */
  public void counted(SparkSession session, String name, Runnable work) {
    counted(
        session,
        name,
        () -> {
          work.run();
          return name;
        });
  }

  /** Counts pieces of work. */
  public PieceProgress pieces(String name, int pieces) {
    return new PieceProgress(name, pieces, ticker());
  }

  private Ticker.Style style() {
    if (quiet) {
      return Ticker.Style.SILENT;
    } else if (json) {
      return Ticker.Style.JSON;
    }
    return Help.Ansi.AUTO.enabled() ? Ticker.Style.TERMINAL : Ticker.Style.LINES;
  }

  private static void print(PrintStream out, String text) {
    out.print(text);
    out.flush();
  }
}
