package normflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.stream.Stream;

/** The machine's python3, for what the Python package says. */
public final class Python {

  private Python() {}

  /** Skips a test where there is no python3 with this module. */
  public static void require(String module) throws IOException, InterruptedException {
    boolean found;
    try {
      found = new ProcessBuilder("python3", "-c", "import " + module).start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "python3 with " + module + " is not here");
  }

  /** What a script prints, which has to end well; it leaves nothing in the sources. */
  public static String run(String... script) throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(script)).toList());
    python.environment().put("PYTHONPATH", "src/main/python");
    python.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = python.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
