package normflow.cli;

import java.util.concurrent.Callable;
import normflow.distributed.FailureCause;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  /** Prints what went wrong without a stack trace where the message says it all. */
  private static int explain(
      Exception error, CommandLine command, CommandLine.ParseResult arguments) {
    Throwable cause = FailureCause.of(error);
    boolean input = cause instanceof IllegalArgumentException;
    String message = String.valueOf(cause.getMessage());
    command.getErr().println(command.getColorScheme().errorText("error: " + message));
    if (!input
        && !(cause instanceof normflow.train.TrainingException)
        && !(cause instanceof java.io.IOException)
        && !(cause instanceof java.io.UncheckedIOException)) {
      error.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return input ? 2 : 1;
  }
}
