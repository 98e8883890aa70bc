package normflow.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import org.junit.jupiter.api.Test;

/** The page of all keys of a job file says what the code does. */
final class JobKeysTest {

  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*\\| (?:`([^`]*)`)?.*\\|");

  /** What has no default is given, so that all keys are there. */
  private static final String TABLE =
      """
      data: {type: table, format: csv, path: p, columns: [a], types: {a: continuous}, where: {b: 1}}
      flow: {type: planar}
      output: o
      """;

  private static final String GENERATED =
      """
      data: {type: generated, density: two-circles, rows: 9, noise: 0.1, factor: 0.5}
      validation: {share: 0.1}
      splitSeed: 1
      flow: {type: planar}
      training: {schedule: {type: step}, optimizer: {averageSteps: 100}, trim: 0.1}
      output: o
      purpose: anomalies
      """;

  private static final String COOLING =
      """
      data: {type: generated, density: two-circles, rows: 9}
      flow: {type: planar}
      training: {schedule: {type: cooldown, from: 100}}
      output: o
      """;

  private static final Set<String> GIVEN =
      Set.of(
          "data.density",
          "data.rows",
          "data.noise",
          "data.factor",
          "data.format",
          "data.path",
          "data.columns",
          "splitSeed",
          "validation.share",
          "training.batchSize",
          "training.epochs",
          "training.optimizer.learningRate",
          "training.optimizer.weightDecay",
          "training.optimizer.averageSteps",
          "training.validationInterval",
          "training.schedule.from",
          "training.patience",
          "training.trim",
          "data",
          "flow",
          "purpose",
          "output");

  @Test
  void everyKeyIsOnThePageWithItsDefault() throws IOException {
    Map<String, String> page = page();
    Map<String, String> there = leaves(TABLE);
    leaves(GENERATED).forEach(there::putIfAbsent);
    leaves(COOLING).forEach(there::putIfAbsent);
    there.keySet().removeIf(key -> key.startsWith("flow.") || key.equals("data.type"));
    // Left out in the one, given in the other.
    there.remove("validation");
    there.remove("data.types.a");
    there.put("data.types", "");
    there.remove("data.where.b");
    there.put("data.where", "");
    // One of them takes the place of the path.
    for (String rows : Set.of("data", "validation", "test")) {
      there.put(rows + ".table", "");
      there.put(rows + ".query", "");
    }
    there.put("data", "");
    there.put("flow", "");
    GIVEN.forEach(key -> there.replace(key, ""));
    assertEquals(there, page);
  }

  /** The whole job, as it is written back, by dotted path. */
  private static Map<String, String> leaves(String yaml) throws IOException {
    Map<String, String> found = new TreeMap<>();
    collect(
        "",
        new ObjectMapper().readTree(Codec.json(Codec.yaml("job", yaml, RunConfig.class))),
        found);
    return found;
  }

  private static void collect(String path, JsonNode node, Map<String, String> found) {
    if (!node.isObject() || node.isEmpty()) {
      found.put(
          path,
          node.isNumber()
              ? new BigDecimal(node.asText()).stripTrailingZeros().toPlainString()
              : node.isTextual() && !node.textValue().isEmpty()
                  ? node.textValue()
                  : node.toString());
      return;
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      collect(
          path.isEmpty() ? child.getKey() : path + "." + child.getKey(), child.getValue(), found);
    }
  }

  private static Map<String, String> page() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs/jobs.md"), UTF_8)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), Optional.ofNullable(row.group(2)).orElse(""));
      }
    }
    return rows;
  }
}
