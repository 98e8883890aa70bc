package normflow.cli;

import java.util.List;
import java.util.concurrent.Callable;
import normflow.distributed.FailureCause;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point of spark-submit. */
@Command(
    name = "normflow",
    description = "Normalizing flows on Apache Spark: exact density estimation of tables.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      GenerateCommand.class,
      PrepareCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ScoreCommand.class,
      SampleCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      SweepCommand.class,
      BenchmarkCommand.class,
      InspectCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:a failure while running", "2:bad usage or bad input"})
public final class Main implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(run(arguments));
  }

  /** Runs a command; its exit status. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    IParameterExceptionHandler usual = line.getParameterExceptionHandler();
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (error, words) ->
                List.of(words).contains(Console.JSON)
                    ? explainUsage(error)
                    : usual.handleParseException(error, words))
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  /** Prints what went wrong, as JSON if the command was asked to speak it. */
  private static int explain(Exception error, CommandLine command, ParseResult arguments) {
    Throwable cause = FailureCause.of(error);
    boolean input = cause instanceof IllegalArgumentException;
    int status = input ? 2 : 1;
    String message = String.valueOf(cause.getMessage());
    ParseResult innermost = command.getParseResult();
    if (innermost != null && innermost.hasMatchedOption(Console.JSON)) {
      command.getErr().println(Console.failure(message, status));
    } else {
      command.getErr().println(command.getColorScheme().errorText("error: " + message));
      if (!input && !saysAll(cause)) {
        error.printStackTrace(command.getErr());
      }
    }
    command.getErr().flush();
    return status;
  }

  /** Whether the message of an error needs no stack trace. */
  private static boolean saysAll(Throwable cause) {
    return cause instanceof normflow.train.TrainingException
        || cause instanceof java.io.IOException
        || cause instanceof java.io.UncheckedIOException;
  }

  /** A command line that cannot be parsed has no options to ask: its words are looked at. */
  private static int explainUsage(ParameterException error) {
    CommandLine command = error.getCommandLine();
    command.getErr().println(Console.failure(error.getMessage(), 2));
    command.getErr().flush();
    return 2;
  }
}
