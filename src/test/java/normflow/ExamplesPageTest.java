package normflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The section Examples of {@code docs/spark-ml.md} shows parts of programs that go with it. */
class ExamplesPageTest {

  private static final Path EXAMPLES = Path.of("docs/examples");
  private static final Pattern SHOWN =
      Pattern.compile("(?s)`docs/examples/([A-Za-z_]+\\.(?:py|java))`[^`]*```(\\w+)\\n(.*?)\\n```");

  @Test
  void everyBlockIsOfTheProgramThatIsNamedBeforeIt() throws IOException {
    String page = Files.readString(Path.of("docs/spark-ml.md"));
    String section = page.split("(?m)^## Examples$", -1)[1].split("(?m)^## ", -1)[0];
    List<MatchResult> shown = SHOWN.matcher(section).results().toList();
    for (MatchResult one : shown) {
      String program = Files.readString(EXAMPLES.resolve(one.group(1)));
      String block = one.group(3) + "\n";
      assertTrue(program.contains(one.group(2).equals("java") ? block.indent(4) : block), block);
    }
    assertEquals(
        List.of(
            "anomaly_scores.py",
            "conditional_density.py",
            "synthetic_rows.py",
            "SyntheticRows.java"),
        shown.stream().map(one -> one.group(1)).toList());
  }

  @Test
  void programsInPythonGoWithThePackage() throws IOException, InterruptedException {
    Python.require("numpy");
    assertEquals(
        "4 programs\n",
        Python.run("src/test/python/check_examples.py", "src/main/python", EXAMPLES.toString()));
  }
}
