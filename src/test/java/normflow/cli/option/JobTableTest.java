package normflow.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.SweepConfig;
import normflow.study.Trial;
import normflow.study.search.Trials;
import org.junit.jupiter.api.Test;

class JobTableTest {

  private static final String BASE =
      """
      base:
        data: {type: generated, density: two-moons, rows: 1000}
        validation: {share: 0.2}
        flow: {type: planar, layers: 2}
      output: models/jobs
      """;

  private static List<Trial> trials(String table) {
    Map<String, Object> keys = new LinkedHashMap<>(Codec.keys("sweep.yaml", BASE));
    keys.put("search", JobTable.search("jobs.csv", table));
    return Trials.of(Codec.converted("sweep.yaml: ", keys, SweepConfig.class)).all();
  }

  @Test
  void aLineIsAJob() {
    List<Trial> trials =
        trials(
            """
            name,flow,training.seed,training.optimizer.learningRate
            small,,3,0.01
            7,"{type: maf, hidden: [8, 8]}",,1e-3
            """);
    assertEquals(2, trials.size());
    RunConfig first = trials.get(0).job();
    assertTrue(Codec.yaml(first).contains("seed: 3"), Codec.yaml(first));
    assertEquals("planar", Codec.typeName(first.flow().getClass()));
    assertEquals("maf", Codec.typeName(trials.get(1).job().flow().getClass()));
    assertTrue(trials.get(1).description().contains("7"), trials.get(1).description());
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    assertRefused("has no job", "training.seed\n");
    assertRefused("job 2: has 1 cells for 2 columns", "training.seed,flow\n1,\n2\n");
    assertRefused("give each column a key", "training.seed,training.seed\n1,2\n");
    assertRefused("give each column a key", "training.seed,\n1,2\n");
    assertRefused("jobs.csv, job 1, flow", "flow\n\"{type: [\"\n");
    assertRefused("a quote is not closed", "flow\n\"{type: maf}\n");
    assertRefused("trainin", "trainin.seed\n1\n");
  }

  private static void assertRefused(String reason, String table) {
    String message = assertThrows(ConfigException.class, () -> trials(table)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
