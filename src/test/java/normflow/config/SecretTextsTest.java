package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords of jobs, and the variables that take their place. */
class SecretTextsTest {

  private static final String DATA =
      """
      data:
        type: table
        format: jdbc
        path: ''
        options: {url: 'jdbc:postgresql://anna:hunter2@db/x', dbtable: t, password: hunter2, pin: 17, accessKey: 0123}
        columns: [a, b]
      """;

  private static final String JOB = DATA + "flow: {type: nsf}\noutput: models/a\n";

  @Test
  void jobsAreWrittenWithoutTheirPasswords() {
    RunConfig job = Codec.yaml("job", JOB, RunConfig.class);
    Source.Table read = (Source.Table) job.data();
    assertEquals("hunter2", read.options().get("password"));
    for (String text : List.of(Codec.yaml(job), Codec.json(job), Codec.jsonLine(job))) {
      assertFalse(text.contains("hunter2") || text.contains("0123"), text);
      assertTrue(text.contains("anna:***@db") && text.contains("17"), text);
    }
    RunConfig again = Codec.yaml("again", Codec.yaml(job), RunConfig.class);
    ConfigException error = assertThrows(ConfigException.class, () -> Environment.require(again));
    assertTrue(error.getMessage().contains("was not written out"), error.getMessage());
    assertEquals(job, Codec.replaced(job, Map.of("training.seed", job.training().seed())));
  }

  @Test
  void sweepsAndBenchmarksAreWrittenWithoutPasswords() {
    String sweep =
        "base:\n"
            + JOB.indent(2)
            + "axes:\n  data.options.password: [hunter2, 12345, hunter22]\n"
            + "  data.options.accessKey: {type: choice, values: [hunter2, hunter23]}\n"
            + "output: sweeps/a\n";
    String benchmark =
        "flows: {a: {flow: {type: nsf}}}\ndata:\n  token:\n    source:\n"
            + DATA.substring(DATA.indexOf('\n') + 1).indent(4)
            + "test: {share: 0.1}\noutput: b\n";
    SweepConfig read = Codec.yaml("sweep", sweep, SweepConfig.class);
    assertEquals(
        "hunter2", ((Source.Table) read.job(Map.of(), "x").data()).options().get("password"));
    Object other = Codec.yaml("benchmark", benchmark, BenchmarkConfig.class);
    for (Object config : List.of(read, other)) {
      for (String text : List.of(Codec.yaml(config), Codec.json(config))) {
        assertFalse(text.contains("hunter2") || text.contains("12345"), text);
        assertTrue(text.contains("***") && text.contains("jdbc"), text);
      }
    }
  }

  @Test
  void variablesStayInWhatIsWritten() {
    String text = JOB.replace("password: hunter2", "password: '${env:PW}'");
    RunConfig job = Codec.yaml("job", text, RunConfig.class);
    assertTrue(Codec.yaml(job).contains("${env:PW}"), Codec.yaml(job));
    assertEquals(
        "x-1-2", Environment.resolved("k", "x-${env:A}-${env:B}", Map.of("A", "1", "B", "2")));
    assertEquals("$1\\", Environment.resolved("k", "${env:A}", Map.of("A", "$1\\")));
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> Environment.resolved("output", "${env:NO}/a", Map.of()));
    assertEquals("output = ${env:NO}/a: the environment has no variable NO", error.getMessage());
  }

  @Test
  void anyTextOfATableMayBeAVariable() {
    String name =
        System.getenv().keySet().stream()
            .filter(n -> !System.getenv(n).isBlank())
            .findFirst()
            .orElseThrow();
    String variable = "${env:" + name + "}";
    Source.Table table =
        new Source.Table(
            variable,
            variable,
            Map.of("a", variable),
            List.of(variable),
            List.of("c" + variable),
            new TreeMap<>(Map.of(variable, StatedType.INTEGER)),
            new TreeMap<>(Map.of("w" + variable, variable)));
    Source.Table resolved = Environment.resolved(table);
    String value = System.getenv(name);
    assertEquals(
        new Source.Table(
            value,
            value,
            Map.of("a", value),
            List.of(value),
            List.of("c" + value),
            new TreeMap<>(Map.of(value, StatedType.INTEGER)),
            new TreeMap<>(Map.of("w" + value, value))),
        resolved);
  }

  @ParameterizedTest
  @ValueSource(strings = {"path: '${env:NO_SUCH}/x'", "options: {url: '${env:NO_SUCH}'}"})
  void aMissingVariableIsNamedBeforeAnyJob(String line) {
    String key = line.substring(0, line.indexOf(':') + 1);
    StringBuilder text = new StringBuilder();
    JOB.lines().forEach(l -> text.append(l.strip().startsWith(key) ? "  " + line : l).append('\n'));
    RunConfig job = Codec.yaml("job", text.toString(), RunConfig.class);
    ConfigException error = assertThrows(ConfigException.class, () -> Environment.require(job));
    assertTrue(error.getMessage().endsWith("no variable NO_SUCH"), error.getMessage());
  }

  @Test
  void theTypeOfAColumnIsNoSecretWhateverItsName() {
    String job =
        """
        data: {type: table, format: csv, path: a.csv, columns: [tokens], types: {tokens: %s}}
        flow: {type: tabular}
        output: models/a
        """;
    RunConfig whole = Codec.yaml("job", job.formatted("integer"), RunConfig.class);
    RunConfig levels = Codec.yaml("job", job.formatted("categorical"), RunConfig.class);
    assertEquals(whole, Codec.yaml("again", Codec.yaml(whole), RunConfig.class));
    assertNotEquals(Codec.json(whole), Codec.json(levels));
  }
}
