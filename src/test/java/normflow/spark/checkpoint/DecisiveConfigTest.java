package normflow.spark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import org.junit.jupiter.api.Test;

/** The digest by which a checkpoint knows its job. */
class DecisiveConfigTest {

  /** The checkpoints of before stand in a folder without the defaults that the job got. */
  @Test
  void theDigestOfASampleJobIsThatOfEarlierCheckpoints() throws IOException {
    String job = Files.readString(Path.of("conf/two-moons.yaml"));
    RunConfig before = Codec.yaml("job", job, RunConfig.class).settled(TableDefaults.before());
    assertEquals(
        "7efb33a8d18d3d5af095f5de96c60e452c66de62fe10565f27eaddd4d51fabd5",
        DecisiveConfig.sha256(before, 2));
    assertNotEquals(DecisiveConfig.sha256(before, 2), digest(job));
  }

  @Test
  void whatIsSavedOnTheWayDecidesNothing() throws IOException {
    String job = Files.readString(Path.of("conf/two-moons.yaml"));
    String other = job.replace("{film: 24}", "{steps: 7, keep: 3, film: 0}");
    assertNotEquals(job, other);
    assertEquals(digest(job), digest(other));
    assertNotEquals(digest(job), digest(job.replace("seed: 1", "seed: 2")));
  }

  /** As that of a CSV table was before types could be stated. */
  @Test
  void whatStatesNoTypeHasTheDigestOfBefore() throws IOException {
    String left = Files.readString(Path.of("conf/csv.yaml"));
    String job = left.replace("{type: nsf}", "{type: nsf, base: {type: standard-normal}}");
    assertNotEquals(digest(left), digest(job), "the base that is left out is another one now");
    assertEquals("4870c46b0c2641721ce35f7bfe4972f6a1af3941948ea00b29aa4938959b3630", digest(job));
    String other = job.replace("columns:", "types: {}\n  columns:");
    assertNotEquals(job, other);
    assertEquals(digest(job), digest(other));
  }

  private static String digest(String job) {
    return DecisiveConfig.sha256(Codec.yaml("job", job, RunConfig.class), 2);
  }
}
