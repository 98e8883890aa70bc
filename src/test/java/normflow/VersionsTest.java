package normflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One version everywhere: that of {@code pom.xml}, with or without its {@code -SNAPSHOT}. That of
 * the Python package is held by {@code PythonStagesTest}.
 */
class VersionsTest {

  private static final String POM = first("pom.xml", "<version>([^<]+)</version>");
  private static final String RELEASE = POM.replace("-SNAPSHOT", "");

  @Test
  void whatIsCitedAndTold() {
    assertEquals(RELEASE, first("CITATION.cff", "(?m)^version: (.+)$"));
    assertEquals(RELEASE, first("CHANGELOG.md", "(?m)^## (.+)$"));
    assertEquals(
        POM,
        first("docs/examples/extension/pom.xml", "<normflow.version>([^<]+)</normflow.version>"));
  }

  /** Coordinates and names of jars, wherever a page or an example has them. */
  @Test
  void whatPagesTellPeopleToWrite() throws IOException {
    Pattern written =
        Pattern.compile("normflow-spark(?:4|3\\.5)_2\\.1[23][:-](\\d[\\w.]*(-SNAPSHOT)?)");
    Map<Path, TreeSet<String>> versions = new TreeMap<>();
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      for (Path file :
          Stream.concat(docs, Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")))
              .filter(path -> path.toString().matches(".*\\.(md|scala|xml)"))
              .toList()) {
        List<String> found =
            written
                .matcher(Files.readString(file))
                .results()
                .map(result -> result.group(1))
                .toList();
        if (!found.isEmpty()) {
          versions.put(file, new TreeSet<>(found));
        }
      }
    }
    assertFalse(versions.isEmpty());
    versions.values().removeIf(found -> found.equals(new TreeSet<>(List.of(POM))));
    assertEquals(Map.of(), versions);
  }

  private static String first(String file, String pattern) {
    try {
      return Pattern.compile(pattern)
          .matcher(Files.readString(Path.of(file)))
          .results()
          .findFirst()
          .map((MatchResult result) -> result.group(1))
          .orElseThrow(() -> new AssertionError(file + " has no " + pattern));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
