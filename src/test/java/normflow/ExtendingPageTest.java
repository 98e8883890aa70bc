package normflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/extending.md} shows is taken from the project that is built and run. */
class ExtendingPageTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```(?:java|yaml)\\n(.*?)\\n```");

  @Test
  void everyBlockIsOfTheProject() throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("docs/extending.md")))
            .results()
            .map(found -> found.group(1))
            .toList();
    String project = project();
    List<String> others = blocks.stream().filter(block -> !project.contains(block)).toList();
    assertEquals(List.of(), others);
    assertEquals(4, blocks.size());
  }

  private static String project() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("docs/examples/extension"))) {
      for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|yaml)")).toList()) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return all.toString();
  }
}
