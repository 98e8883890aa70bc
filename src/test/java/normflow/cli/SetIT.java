package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.junit.jupiter.api.Test;

/** Values in place of those of a file, by {@code --set}. */
class SetIT extends LocalSession {

  private static final String JOB =
      """
      data: {type: generated, density: two-moons, rows: 300}
      flow: {type: planar, layers: 2}
      training: {batchSize: 64, steps: 6}
      partitions: 1
      output: %s
      """;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private void refused(String message, String... arguments) {
    Commands ran = Commands.run(arguments);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }

  @Test
  void aTrainingGoesOnByTheSameValuesOnly() throws IOException {
    String job = write("job.yaml", JOB.formatted(path("m")));
    ok("train", job, "--no-report", "--set", "training.steps=4", "--set", "flow.layers=3");

    Provenance provenance =
        Codec.json("p", Files.readString(folder.resolve("m/provenance.json")), Provenance.class);
    assertEquals(4, provenance.steps());
    assertEquals(15, provenance.parameters());
    refused("another configuration", "train", job, "--no-report", "--resume");
    refused("did you mean layers?", "train", job, "--overwrite", "--set", "flow.layer=3");
    refused("--set", "train", job, "--overwrite", "--set", "flow.layers");
    ok(
        "train",
        job,
        "--no-report",
        "--resume",
        "--set",
        "training.steps=4",
        "--set",
        "flow.layers=3");
  }

  @Test
  void aSweepTakesValuesOfItsOwnAndOfItsBase() throws IOException {
    write("base.yaml", JOB.formatted("unused"));
    String sweep =
        write(
            "sweep.yaml",
            "base: %s%naxes: {training.seed: [1, 2]}%noutput: %s%n"
                .formatted(path("base.yaml"), path("s")));

    String trials = ok("sweep", sweep, "--list", "--set", "axes.training.seed=[1, 2, 3]");
    assertEquals(3, trials.lines().count(), trials);
    ok("sweep", sweep, "--no-report", "--set", "base.training.steps=3", "--set", "mode=tasks");
    assertTrue(Files.readString(folder.resolve("s/best.yaml")).contains("steps: 3\n"));
    refused("begun with another", "sweep", sweep, "--resume");
    refused("did you mean steps?", "sweep", sweep, "--list", "--set", "base.training.step=3");
    refused("did you mean axes?", "sweep", sweep, "--list", "--set", "axis=3");
  }

  @Test
  void aBenchmarkTakesValues() throws IOException {
    String list = ok("benchmark", "conf/benchmark.yaml", "--list", "--set", "output=" + path("b"));
    assertTrue(list.lines().count() > 10, list);
    refused("unknown key", "benchmark", "conf/benchmark.yaml", "--list", "--set", "outputs=b");
  }
}
