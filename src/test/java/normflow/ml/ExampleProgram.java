package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import normflow.JavaProcess;

/** A program of {@code docs/examples}, compiled, which JVMs of their own run in local sessions. */
final class ExampleProgram {

  private final String name;
  private final Path classes;
  private final Path log;

  /** Compiles it into a folder, where what it says is logged too. */
  ExampleProgram(Path source, Path folder) throws IOException {
    name = source.getFileName().toString().replace(".java", "");
    classes = Files.createDirectories(folder.resolve("classes"));
    log = folder.resolve("log.txt");
    String[] arguments = {
      "-cp", System.getProperty("java.class.path"), "-d", classes.toString(), source.toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
  }

  Process start(String master, String... arguments) throws IOException {
    List<String> command = JavaProcess.command();
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.master=" + master,
            "-Dspark.ui.enabled=false",
            "-cp",
            classes + ":" + System.getProperty("java.class.path"),
            name));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(log.toFile())
        .start();
  }

  /** What the last run has said. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
