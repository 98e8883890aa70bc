package normflow.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatsTest {

  private static final RunConfig JOB =
      Codec.yaml(
          "job",
          """
          data: {type: generated, density: two-moons, rows: 100}
          flow: nsf
          training: {seed: 4}
          splitSeed: 9
          output: out
          """,
          RunConfig.class);

  @Test
  void everySplitHasEverySeed() {
    List<RunConfig> jobs = Codec.yaml("r", "{seeds: 2, splits: 2}", Repeats.class).jobs(JOB);
    assertEquals(JOB, jobs.get(0));
    assertEquals(List.of(4L, 5L, 4L, 5L), jobs.stream().map(job -> job.training().seed()).toList());
    assertEquals(List.of(9L, 9L, 10L, 10L), jobs.stream().map(RunConfig::seedOfSplit).toList());
    assertEquals(
        List.of("out", "out/repeats/2", "out/repeats/3", "out/repeats/4"),
        jobs.stream().map(RunConfig::output).toList());
    assertEquals(List.of(JOB), Repeats.none().jobs(JOB));
  }

  @Test
  void aRepeatIsNamedByItsSeeds() {
    Repeats repeats = new Repeats(2, 2);
    assertEquals(
        "repeat 4 of 4 (training.seed = 5, splitSeed = 10)",
        repeats.name(3, repeats.jobs(JOB).get(3)));
  }

  /** Seeds of one split share its rows: several splits count with the mean of theirs. */
  @Test
  void figuresOfOneSplitAreOne() {
    assertArrayEquals(new double[] {2, 3}, new Repeats(2, 1).independent(2, 3));
    assertArrayEquals(new double[] {2.5, 5}, new Repeats(2, 2).independent(2, 3, 4, 6));
    assertArrayEquals(new double[] {7, 8, 9}, new Repeats(1, 3).independent(7, 8, 9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{seeds: 0}|seeds = 0: must be 1 to 100",
        "{splits: 101}|splits = 101: must be 1 to 100",
        "{seeds: 20, splits: 6}|seeds = 20, splits = 6: at most 100 trainings a trial",
        "{seed: 2}|(did you mean seeds?)"
      })
  void aWrongNumberIsNamed(String text, String expected) {
    ConfigException error =
        assertThrows(ConfigException.class, () -> Codec.yaml("r", text, Repeats.class));
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
