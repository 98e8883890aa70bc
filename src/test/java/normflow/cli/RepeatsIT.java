package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.store.Provenance;
import org.junit.jupiter.api.Test;

/** Repeats of a trial by the command. */
class RepeatsIT extends LocalSession {

  /** By the rule the second split, of 60 rows fewer, would have half the width and batch. */
  @Test
  void repeatsAreOfOneModel() throws IOException {
    String sweep =
        """
        base:
          data: {type: generated, density: two-moons, rows: 6067}
          validation: {share: 0.2}
          test: {share: 0.2}
          splitSeed: 4
          flow: {type: realnvp, couplings: 2}
          training: {steps: 20, validationInterval: 10}
        axes: {training.clipNorm: [5]}
        repeats: {splits: 2}
        output: %s
        """
            .formatted(out(""));
    Path file = Files.writeString(folder.resolve("sweep.yaml"), sweep);
    Commands.ok("sweep", file.toString(), "--quiet", "--no-report");
    Provenance first = provenance(out("trials/001"));
    Provenance second = provenance(out("trials/001/repeats/2"));
    assertEquals(List.of(3653L, 3593L), List.of(first.trainingRows(), second.trainingRows()));
    RunConfig one = first.config();
    RunConfig other = second.config();
    assertEquals(one.flow(), other.flow());
    assertEquals(one.training(), other.training());
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private static Provenance provenance(Path model) throws IOException {
    String text = Files.readString(model.resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class);
  }
}
