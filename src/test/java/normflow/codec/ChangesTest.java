package normflow.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.config.RunConfig;
import org.junit.jupiter.api.Test;

class ChangesTest {

  private static final String JOB =
      """
      data: {type: table, format: csv, path: a.csv, columns: [a, b]}
      flow: {type: realnvp, couplings: 4, hidden: [8, 16]}
      output: models/a
      """;

  private static RunConfig changed(String... texts) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (int i = 0; i < texts.length; i += 2) {
      changes.put(texts[i], texts[i + 1]);
    }
    return new Changes(changes).read("job.yaml", JOB, RunConfig.class);
  }

  private static RunConfig expected(String from, String to) {
    return Codec.yaml("expected", JOB.replace(from, to), RunConfig.class);
  }

  @Test
  void aValueIsYamlAndTakesThePlaceOfTheFiles() {
    assertEquals(expected("couplings: 4", "couplings: 2"), changed("flow.couplings", "2"));
    assertEquals(expected("[8, 16]", "[8, 32]"), changed("flow.hidden.1", "32"));
    assertEquals(expected("[8, 16]", "[1]"), changed("flow.hidden", "[1]"));
    assertEquals(expected("models/a", "\"1.50\""), changed("output", "1.50"));
    assertEquals(
        expected("{type: realnvp, couplings: 4, hidden: [8, 16]}", "{type: maf}"),
        changed("flow", "{type: maf}"));
  }

  @Test
  void keysThatTheFileLeavesOutAreMade() {
    assertEquals(
        expected("output:", "training: {steps: 9, optimizer: {learningRate: 1e-3}}\noutput:"),
        changed("training.optimizer.learningRate", "1e-3", "training.steps", "9"));
    assertEquals(
        expected("[a, b]", "[a, b], types: {a: continuous}, options: {sep: x}"),
        changed("data.types.a", "continuous", "data.options.sep", "x"));
  }

  @Test
  void aWordAloneIsATypeWithKeys() {
    String job = JOB.replaceAll("flow: .*", "flow: nsf");
    assertEquals(
        Codec.yaml("expected", job.replace("nsf", "{type: nsf, bins: 4}"), RunConfig.class),
        new Changes(Map.of("flow.bins", "4")).read("job.yaml", job, RunConfig.class));
    assertEquals(
        expected("{type: realnvp, couplings: 4, hidden: [8, 16]}", "{type: maf, hidden: [3]}"),
        changed("flow.hidden", "[3]", "flow", "maf"));
  }

  @Test
  void wholeKeysComeBeforeKeysWithinThem() {
    assertEquals(
        expected("{type: realnvp, couplings: 4, hidden: [8, 16]}", "{type: maf, hidden: [3]}"),
        changed("flow.hidden", "[3]", "flow", "{type: maf}"));
  }

  @Test
  void aNameWithDotsIsFoundWhole() {
    Map<String, Object> axes = Map.of("axes", Map.of("training.seed", List.of(1)));
    assertEquals(
        Map.of("axes", Map.of("training.seed", List.of(1, 2))),
        new Changes(Map.of("axes.training.seed", "[1, 2]")).on(axes));
    assertEquals(Map.of("axes", Map.of("training.seed", List.of(1))), axes);
  }

  @Test
  void whatIsWrongIsToldWithTheNearestKey() {
    assertMessage("--set traning.steps: traning: unknown key (did you mean", "traning.steps", "5");
    assertMessage("training.step: unknown key (did you mean steps?)", "training.step", "5");
    assertMessage("training.steps = many: must be a whole number", "training.steps", "many");
    assertMessage("x is none of the list's 2 elements", "flow.hidden.x", "5");
    assertMessage("2 is none of the list's 2 elements", "flow.hidden.2", "5");
    assertMessage("--set output.a: there are no keys in models/a", "output.a", "5");
    assertMessage("--set output is empty", "output", "");
    assertMessage("--set training: line 1", "training", "{steps: ");
  }

  @Test
  void aPasswordThatIsThereIsNotTold() {
    Map<String, Object> job = Map.of("data", Map.of("password", "hunter2"));
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> new Changes(Map.of("data.password.a", "1")).on(job));
    assertTrue(refused.getMessage().endsWith("no keys in ***; give the whole value"));
  }

  private static void assertMessage(String expected, String path, String text) {
    ConfigException refused = assertThrows(ConfigException.class, () -> changed(path, text));
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }
}
