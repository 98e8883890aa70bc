package normflow.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import normflow.JavaProcess;

/**
 * A command in a JVM of its own, on two cores.
 *
 * @param process that runs it
 * @param log what it prints on standard error
 */
record DriverProcess(Process process, Path log) {

  static final long LIMIT_SECONDS = 240;

  static DriverProcess start(Path log, List<String> arguments) throws IOException {
    return start(Redirect.DISCARD, log, Map.of(), List.of(), arguments);
  }

  /**
   * Starts one on another machine, so to speak.
   *
   * @param out what it prints on standard output
   * @param environment variables that it has, too
   * @param options of the JVM
   */
  static DriverProcess start(
      Path out,
      Path log,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments)
      throws IOException {
    return start(Redirect.to(out.toFile()), log, environment, options, arguments);
  }

  private static DriverProcess start(
      Redirect out,
      Path log,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments)
      throws IOException {
    List<String> command = JavaProcess.command();
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(options);
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out).redirectError(log.toFile());
    builder.environment().putAll(environment);
    return new DriverProcess(builder.start(), log);
  }

  /** Waits for its end; the exit status. */
  int finish() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("hangs: " + Files.readString(log));
    }
    return process.exitValue();
  }

  /** Asks it to end, as a cluster or Ctrl-C does; the exit status. */
  int terminate() throws IOException, InterruptedException {
    process.destroy();
    return finish();
  }

  /** Ends it with no chance to say goodbye; the exit status. */
  int kill() throws IOException, InterruptedException {
    process.destroyForcibly();
    return finish();
  }
}
