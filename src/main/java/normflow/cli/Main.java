package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.ErrorText;
import normflow.cli.console.UsageError;
import normflow.cli.console.Version;
import normflow.codec.ConfigException;
import normflow.engine.Nd4jPresence;
import normflow.engine.Nd4jPresence.MissingNd4jException;
import normflow.spark.FailureCause;
import normflow.spark.Termination;
import normflow.spark.shim.JavaVersion;
import normflow.text.Shown;
import normflow.train.TrainingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
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
      InitCommand.class,
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

  private static final String REST =
      "; this was not to be expected, and the log has the whole stack trace";

  /** What a shell gives a process that SIGTERM ended; after Ctrl-C it is 130. */
  private static final int TERMINATED = 143;

  /** What has been said already needs no stack trace. */
  private static final class FailedCommand extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedCommand(int status, String message) {
      super("exit status " + status + ": " + message, null, false, false);
    }
  }

  /** What the command of this JVM ended with, if it failed. */
  private static String failure = "wrong usage";

  @Spec private CommandSpec spec;

  /**
   * Runs a command and ends the JVM with its exit status.
   *
   * @throws FailedCommand in YARN's application master: it takes the end of its JVM for a failure
   *     whatever the status is
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int status = run(arguments);
    if (!isYarnsMaster()) {
      System.exit(status);
    } else if (status != 0) {
      throw new FailedCommand(status, failure);
    }
  }

  /** Whether this JVM is the application master of YARN's cluster mode. */
  private static boolean isYarnsMaster() {
    return System.getProperty("spark.master", "").equals("yarn")
        && System.getProperty("spark.submit.deployMode", "").equals("cluster");
  }

  /** What others read is UTF-8, whatever the locale of the machine. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
  }

  /** Runs a command and stops the session that it started; its exit status. */
  static int run(String... arguments) {
    CommandLine line = line();
    if (!isWork(line, arguments)) {
      return execute(line, arguments);
    }
    return Termination.ofProcess()
        .waitsFor(
            () -> {
              try {
                return withNd4j(line, arguments);
              } finally {
                Sessions.close();
              }
            });
  }

  /** What is about commands is answered at once, without what work needs, the log included. */
  private static boolean isWork(CommandLine line, String... arguments) {
    try {
      ParseResult parsed = line.parseArgs(arguments);
      while (parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
        parsed = parsed.subcommand();
      }
      return !(parsed.isUsageHelpRequested()
          || parsed.isVersionHelpRequested()
          || parsed.commandSpec().helpCommand()
          || parsed.commandSpec().userObject() instanceof CompletionCommand);
    } catch (ParameterException e) {
      return false;
    }
  }

  /** The jar of executors has this class too, but commands do not run from it alone. */
  private static int withNd4j(CommandLine line, String... arguments) {
    if (!Nd4jPresence.isWhole()) {
      Throwable missing = new MissingNd4jException("commands (the driver)");
      return explain(missing, line, asksForJson(arguments));
    }
    try {
      JavaVersion.require();
    } catch (ConfigException error) {
      return explain(error, line, asksForJson(arguments));
    }
    return execute(line, arguments);
  }

  private static CommandLine line() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer(System.out))
        .setErr(writer(System.err));
  }

  /** Runs a command of a line; whatever is thrown ends in one paragraph. */
  static int execute(CommandLine line, String... arguments) {
    try {
      return line.setParameterExceptionHandler(
              (error, words) -> misused(UsageError.of(error), line, asksForJson(words)))
          .setExecutionExceptionHandler(
              (error, command, parsed) -> explain(error, line, asksForJson(arguments)))
          .execute(arguments);
    } catch (Throwable error) {
      return explain(error, line, asksForJson(arguments));
    }
  }

  /** Not a field: setting up the log takes longer than a page of help. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, UTF_8), true);
  }

  private static boolean asksForJson(String... words) {
    return List.of(words).contains(Console.JSON);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  /** Says what is wrong with the words, and for a person where to read what is right. */
  private static int misused(UsageError error, CommandLine line, boolean json) {
    if (json) {
      return failed(line.getErr(), error.joined(), 2, true);
    }
    int status = failed(line.getErr(), error.problem(), 2, false);
    line.getErr().println("see: " + error.help());
    return status;
  }

  /** Says in one paragraph what went wrong; where that may not be all, the log has the rest. */
  private static int explain(Throwable error, CommandLine line, boolean json) {
    int status = FailureCause.isInput(error) ? 2 : 1;
    if (Termination.ofProcess().isRequested()) {
      return terminated(error, line, json);
    }
    Optional<String> end = Sessions.end();
    if (end.isPresent() && !FailureCause.isInput(error)) {
      log().debug("Spark has stopped", error);
      return failed(line.getErr(), FailureCause.stopped(error) + end.get(), status, json);
    }
    String message = FailureCause.message(error);
    if (FailureCause.saysAll(error)) {
      log().debug(message, error);
      return failed(line.getErr(), message, status, json);
    }
    log().error(message, error);
    return failed(line.getErr(), message + REST, status, json);
  }

  /** An end that was asked for is no failure, whatever it led to. */
  private static int terminated(Throwable error, CommandLine line, boolean json) {
    // What is left to do is to be done whole.
    Thread.interrupted();
    log().debug("terminated", error);
    boolean says = error instanceof TrainingException;
    if (Help.Ansi.AUTO.enabled()) {
      // A terminal shows ^C where the line of progress ends.
      line.getErr().println();
    }
    return failed(line.getErr(), says ? error.getMessage() : "terminated", TERMINATED, json);
  }

  private static int failed(PrintWriter out, String message, int status, boolean json) {
    failure = Shown.paragraph(message);
    out.println(ErrorText.of(message, status, json));
    out.flush();
    return status;
  }
}
