package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import normflow.codec.Codec;
import normflow.flow.Architecture;
import normflow.flow.Gaussians;
import normflow.flow.Nsf;
import normflow.store.Provenance;
import normflow.store.Provenance.Raced;
import org.junit.jupiter.api.Test;

/** {@code flow: auto}: a table gets the simplest flow that others are not better than. */
class AutoIT extends LocalSession {

  private static final int ROWS = 600;

  private String job(String name, String context, double bent, String keys) throws IOException {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = a + bent * a * a + 0.3 * random.nextGaussian();
      text.append(a).append(',').append(b).append('\n');
    }
    Files.writeString(folder.resolve(name + ".csv"), text);
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: table, format: csv, path: %s, %s}
        flow: auto
        validation: {share: 0.3}
        training: {batchSize: 64, steps: 300, patience: 0}
        %s
        output: %s
        """
            .formatted(path(name + ".csv"), context, keys, path(name)));
    return path(name + ".yaml");
  }

  private Provenance provenance(String name) throws IOException {
    String text = Files.readString(folder.resolve(name + "/provenance.json"));
    return Codec.json("provenance", text, Provenance.class);
  }

  private Architecture chosen(String name) throws IOException {
    return provenance(name).config().flow();
  }

  @Test
  void aGaussianIsEnoughForOneAndNotForABentTable() throws IOException {
    ok(
        "train",
        job("straight", "columns: [a, b]", 0, "standardize: whiten"),
        "--no-report",
        "--quiet");
    assertEquals(new Gaussians(1), chosen("straight"));
    assertEquals(
        List.of("gaussians [components=1]", "gaussians [components=5]", "nsf"),
        provenance("straight").race().stream().map(Raced::flow).toList());
    assertTrue(ok("inspect", path("straight")).contains("trained parameters"));

    String bent = job("bent", "columns: [a, b]", 1, "");
    ok("train", bent, "--quiet");
    assertTrue(chosen("bent") instanceof Nsf, () -> "" + provenanceText("bent"));
    // The film is that of the flow that is taken.
    assertTrue(Files.exists(folder.resolve("bent/report/training.gif")));

    // As if it had ended behind the first two: these are not trained again.
    String digest = provenance("bent").parametersSha256();
    long first = written("bent/race/1-gaussians-weight-decay-0.0");
    long second = written("bent/race/2-gaussians-weight-decay-0.0");
    GoldenFolders.delete(folder.resolve("bent/race/3-nsf-weight-decay-0.0"));
    Files.delete(folder.resolve("bent/flow.json"));
    Files.delete(folder.resolve("bent/provenance.json"));
    ok("train", bent, "--resume", "--no-report", "--quiet");
    assertEquals(digest, provenance("bent").parametersSha256());
    assertEquals(first, written("bent/race/1-gaussians-weight-decay-0.0"));
    assertEquals(second, written("bent/race/2-gaussians-weight-decay-0.0"));
  }

  /** When the newest checkpoint of a training was. */
  private long written(String training) throws IOException {
    try (var names = Files.list(folder.resolve(training + "/checkpoints"))) {
      return names.mapToLong(name -> name.toFile().lastModified()).max().orElseThrow();
    }
  }

  /** One that cannot be trained is left out. */
  @Test
  void aFlowThatDivergesCostsNotTheOthers() throws IOException {
    String job = job("diverging", "columns: [a, b]", 1, "");
    String text =
        Files.readString(folder.resolve("diverging.yaml"))
            .replace("flow: auto", "flow: {type: auto, of: [gaussians, {type: planar, layers: 2}]}")
            .replace("patience: 0", "patience: 0, optimizer: {learningRate: 1.0e+30}");
    Files.writeString(folder.resolve("diverging.yaml"), text);
    Commands all = Commands.run("train", job, "--no-report");
    assertEquals(1, all.status(), all.printed());
    assertTrue(all.printed().contains("no finite gradient"), all.printed());

    Files.writeString(
        folder.resolve("diverging.yaml"),
        text.replace("gaussians, {type: planar, layers: 2}", "gaussians, gaussians"));
    Commands twice = Commands.run("train", job, "--no-report");
    assertEquals(2, twice.status(), twice.printed());
    assertTrue(twice.printed().contains("names a flow twice"), twice.printed());
  }

  private String provenanceText(String name) {
    try {
      return Files.readString(folder.resolve(name + "/provenance.json"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aColumnGivenAnotherHasChoicesOfItsOwn() throws IOException {
    ok("train", job("given", "columns: [b], context: [a]", 1, ""), "--no-report", "--quiet");
    List<String> flows = provenance("given").race().stream().map(Raced::flow).distinct().toList();
    assertEquals(List.of("gaussians", "regression"), flows);
    // b is normal about a parabola of a.
    assertEquals(new Gaussians(1), chosen("given"));
    ok("score", "--model", path("given"), "--data", path("given.csv"), "--output", path("scored"));
  }

  @Test
  void whatCannotBeChosenIsRefused() throws IOException {
    String job = job("none", "columns: [a, b]", 1, "");
    String text = Files.readString(folder.resolve("none.yaml")).replace("0.3", "0");
    Files.writeString(folder.resolve("none.yaml"), text);
    Commands refused = Commands.run("train", job);
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(refused.printed().contains("flow = auto"), refused.printed());

    Files.writeString(
        folder.resolve("sweep.yaml"),
        "base:\n"
            + text.replace("share: 0}", "share: 0.3}")
                .lines()
                .filter(line -> !line.startsWith("output"))
                .map(line -> "  " + line + "\n")
                .reduce("", String::concat)
            + "axes: {training.seed: [1, 2]}\noutput: "
            + path("sweep")
            + "\n");
    Commands sweep = Commands.run("sweep", path("sweep.yaml"));
    assertEquals(2, sweep.status(), sweep.printed());
    assertTrue(sweep.printed().contains("a trial is of one flow"), sweep.printed());
  }
}
