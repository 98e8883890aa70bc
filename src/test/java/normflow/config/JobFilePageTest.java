package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class JobFilePageTest {

  @Test
  void thePageIsWhatTheSourcesSay() throws IOException {
    assertEquals(
        JobFilePage.text(),
        Files.readString(JobFilePage.PAGE),
        "docs/job-file.md is not what the sources say: make it anew by JobFilePage, as CONTRIBUTING.md says");
  }

  @Test
  void everyKeyIsExplained() {
    String page = JobFilePage.text();
    String bare =
        page.lines().filter(line -> line.matches("\\| `\\w+` .*\\| *\\|")).toList().toString();
    assertFalse(page.contains("{@"), page);
    assertTrue(page.contains("| `learningRate` | number | by the table |"), page);
    assertTrue(page.contains("| `batchSize` | whole number | by the table | rows of a"), page);
    assertTrue(page.contains("## Architecture: nsf-ar"), page);
    assertEquals("[]", bare);
  }
}
