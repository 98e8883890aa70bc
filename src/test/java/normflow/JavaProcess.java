package normflow;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM like this one, for tests that need another process. */
public final class JavaProcess {

  private JavaProcess() {}

  /** The command that starts one: the same Java, with the same modules and properties. */
  public static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-D"))
        .forEach(command::add);
    return command;
  }
}
