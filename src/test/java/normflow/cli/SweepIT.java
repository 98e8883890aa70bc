package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Provenance;
import normflow.study.search.TrialResult;
import normflow.study.search.TrialResult.Status;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Sweeps of small trainings by the command. */
class SweepIT extends LocalSession {

  private static final String AXES =
      """
      axes:
        flow:
          - {type: planar, layers: 4}
          - {value: {type: realnvp, couplings: 2}, axes: {flow.hidden: [[8], [12]]}}
        training.optimizer.learningRate: [0.01, 1e30]
        training.seed: [1, 2]
      """;

  @Test
  void trialsAreTasksAndAFailedOneIsARow() throws IOException {
    String sweep = write("sweep.yaml", AXES + "halving: {factor: 4, rungs: 1}\n");
    assertEquals(12, Commands.ok("sweep", sweep, "--list").lines().count());
    String printed = Commands.ok("sweep", "--config", sweep, "--parallelism", "2");
    assertTrue(printed.contains("12 trials: each is one task, 2 at a time"), printed);
    assertTrue(printed.contains("failed: no finite gradient"), printed);

    List<String> lines = Files.readAllLines(out("leaderboard.csv"));
    assertEquals(13, lines.size());
    assertTrue(lines.get(1).contains(",finished,1,"), lines.get(1));
    assertTrue(lines.get(12).contains(",failed,"), lines.get(12));
    assertTrue(lines.get(12).contains("no finite gradient in 10 steps"), lines.get(12));
    List<Row> rows = session.read().parquet(out("leaderboard.parquet").toString()).collectAsList();
    assertEquals(12, rows.size());
    assertEquals(lines.get(1).split(",")[1], "" + rows.get(0).getAs("trial"));
    assertEquals(1e30, rows.get(11).<Double>getAs("training.optimizer.learningRate"));
    String page = Files.readString(out("index.html"));
    assertTrue(page.contains("parallel coordinates") && page.contains("Rungs"), page);
    assertTrue(page.contains("/report/index.html"), "the best model's report is linked");

    theBestJobTrainsToTheSameBits(lines.get(1).split(",")[1]);
    whatIsFinishedIsKept(sweep, lines);
    anotherSweepIsRefused(sweep);
  }

  private void theBestJobTrainsToTheSameBits(String trial) throws IOException {
    Path model = out("trials/%03d".formatted(Integer.parseInt(trial)));
    Commands.ok("train", out("best.yaml").toString(), "--quiet", "--no-report");
    assertEquals(provenance(model).parametersSha256(), provenance(out("best")).parametersSha256());
    assertEquals(
        Files.readString(model.resolve("evaluation.json")),
        Files.readString(out("best/evaluation.json")));
    // A trial that was stopped goes on to its end by itself.
    Path stopped = trial(Status.STOPPED);
    Commands.ok(
        "train", stopped.resolve("config.yaml").toString(), "--resume", "--quiet", "--no-report");
    assertEquals(60, provenance(stopped).steps());
  }

  private void whatIsFinishedIsKept(String sweep, List<String> before) throws IOException {
    Path kept = trial(Status.FINISHED).resolve("flow.json");
    var written = Files.getLastModifiedTime(kept);
    Commands.ok("sweep", sweep, "--resume", "--quiet");
    assertEquals(written, Files.getLastModifiedTime(kept));
    assertEquals(
        withoutSeconds(before), withoutSeconds(Files.readAllLines(out("leaderboard.csv"))));
  }

  private void anotherSweepIsRefused(String sweep) throws IOException {
    assertRefused("exists; choose another folder", sweep);
    String other =
        write("other.yaml", AXES.replace("[8]", "[9]") + "halving: {factor: 4, rungs: 1}\n");
    assertRefused("begun with another configuration (axes.flow was", other, "--resume");
    assertRefused("begun with mode = tasks", sweep, "--resume", "--mode", "cluster");
    assertRefused(
        "there is no sweep.yaml in it", sweep, "--resume", "--output", out("trials").toString());
  }

  @Test
  void overTheClusterOneTrialComesAfterTheOther() throws IOException {
    String sweep =
        write(
            "sweep.yaml",
            """
            axes: {training.seed: [1, 2, 3, 4], flow: [{type: planar, layers: 4}]}
            localMegabytes: 0
            halving: {factor: 2, rungs: 1}
            """);
    String printed = Commands.ok("sweep", sweep, "--no-report");
    assertTrue(printed.contains("one after the other over all partitions, 0.0 MB"), printed);
    assertTrue(printed.contains("more than localMegabytes = 0"), printed);
    List<String> lines = Files.readAllLines(out("leaderboard.csv"));
    assertEquals(2, lines.stream().filter(line -> line.contains(",finished,")).count());
    Commands.ok("train", out("best.yaml").toString(), "--quiet", "--no-report");
    Path best = out("trials/%03d".formatted(Integer.parseInt(lines.get(1).split(",")[1])));
    assertEquals(2, provenance(best).partitions());
    assertEquals(provenance(best).parametersSha256(), provenance(out("best")).parametersSha256());
    assertRefused(
        "--parallelism = 2: trials go one after another",
        sweep,
        "--overwrite",
        "--parallelism",
        "2");
    assertTrue(Files.exists(out("best.yaml")), "what is refused deletes nothing");
    theBestTogetherAreOneModel(sweep, lines.get(1).split(",")[1], lines.get(2).split(",")[1]);
  }

  /** Asked for later, too: no trial is trained again. */
  private void theBestTogetherAreOneModel(String sweep, String first, String second)
      throws IOException {
    String text = Files.readString(Path.of(sweep));
    Files.writeString(Path.of(sweep), text + "ensemble: best 5\n");
    String printed = Commands.ok("sweep", sweep, "--no-report", "--resume");
    assertTrue(
        printed.contains("mean of trials %s, %s: NLL of the ".formatted(first, second)), printed);
    assertTrue(Files.readString(out("index.html")).contains("mean of trials " + first));
    String mean = out("ensemble").toString();
    assertTrue(Commands.ok("inspect", mean).contains("mixture of 2 flows"));
    Commands.ok("report", mean);
    assertTrue(
        Files.readString(out("ensemble/report/index.html")).contains("the mean of trained models"));
    Files.writeString(Path.of(sweep), text + "ensemble: worst 5\n");
    assertRefused("ensemble = worst 5: must be such as best 5", sweep, "--resume");
  }

  @Test
  void aSearchLearnsAndItsOrderCanBeReplayed() throws IOException {
    String space =
        """
        axes:
          flow:
            - {type: planar, layers: 4}
            - {value: {type: realnvp, couplings: 2}, axes: {flow.hidden: [[8], [12]]}}
          training.optimizer.learningRate: {type: log-uniform, from: 0.0001, to: 0.1}
        search: {type: auto, trials: 14}
        halving: {factor: 3, rungs: 1}
        """;
    String sweep = write("learning.yaml", space);
    String listed = Commands.ok("sweep", sweep, "--list");
    assertTrue(listed.endsWith("4 more are proposed when some of these are trained\n"), listed);
    String json = Commands.ok("sweep", sweep, "--list", "--json");
    assertTrue(json.endsWith(",\"planned\":14,\"proposed\":4}\n"), json);
    String printed = Commands.ok("sweep", sweep, "--no-report", "--parallelism", "2");
    assertTrue(printed.contains("14 trials to their rungs"), printed);
    List<String> lines = Files.readAllLines(out("leaderboard.csv"));
    assertEquals(15, lines.size());
    assertTrue(lines.get(1).contains(",finished,"), lines.get(1));
    assertTrue(lines.stream().anyMatch(line -> line.contains(",stopped,")), lines::toString);
    assertTrue(Files.notExists(out("trials/001/cooled")));
    // A copy that is cooled leaves the trial as it was.
    Commands.ok("train", out("best.yaml").toString(), "--quiet", "--no-report");
    Path best = out("trials/%03d".formatted(Integer.parseInt(lines.get(1).split(",")[1])));
    assertEquals(provenance(best).parametersSha256(), provenance(out("best")).parametersSha256());

    Path again = folder.resolve("again");
    Commands.ok(
        "sweep",
        sweep,
        "--no-report",
        "--output",
        again.toString(),
        "--replay",
        out("").toString());
    assertEquals(
        withoutSeconds(lines),
        withoutSeconds(Files.readAllLines(again.resolve("leaderboard.csv"))));
    assertRefused("has no search.json", sweep, "--overwrite", "--replay", folder.toString());
  }

  /** Two seeds on each of two splits. */
  @Test
  void trialsAreComparedByTheMeanOfTheirRepeats() throws IOException {
    String sweep =
        write(
            "repeats.yaml",
            """
            axes: {flow: [{type: planar, layers: 2}, {type: realnvp, couplings: 2, hidden: [8]}]}
            halving: {factor: 2, rungs: 1}
            repeats: {seeds: 2, splits: 2}
            """);
    String printed = Commands.ok("sweep", sweep, "--no-report");
    assertTrue(printed.contains("2 trials of 4 trainings: each is one task"), printed);
    assertTrue(printed.contains(" nats over 4 repeats"), printed);
    List<String> lines = Files.readAllLines(out("leaderboard.csv"));
    Path best = trial(Status.FINISHED);
    List<Path> repeats =
        List.of(
            best, best.resolve("repeats/2"), best.resolve("repeats/3"), best.resolve("repeats/4"));
    double mean = 0;
    for (Path repeat : repeats) {
      mean += provenance(repeat).validationNll().orElseThrow() / 4;
    }
    int column = List.of(lines.get(0).split(",")).indexOf("validation_nll");
    assertEquals(mean, Double.parseDouble(lines.get(1).split(",")[column]), 1e-12);
    assertTrue(lines.get(0).contains(",validation_repeats_standard_error,"), lines.get(0));
    assertEquals(4, repeats.stream().map(SweepIT::bits).distinct().count(), "four trainings");
    assertEquals(2, provenance(repeats.get(2)).config().seedOfSplit());
    assertEquals(1, provenance(repeats.get(2)).config().training().seed());
    // The best job is that of the first one.
    Commands.ok("train", out("best.yaml").toString(), "--quiet", "--no-report");
    assertEquals(bits(best), bits(out("best")));
    Commands.ok("sweep", sweep, "--resume", "--quiet", "--no-report");
    assertEquals(withoutSeconds(lines), withoutSeconds(Files.readAllLines(out("leaderboard.csv"))));
    assertRefused(
        "axes.training.seed and repeats",
        write("seeds.yaml", "axes: {training.seed: [1, 2]}\nrepeats: {seeds: 2}\n"));
  }

  private static String bits(Path model) {
    try {
      return provenance(model).parametersSha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void badInputTrainsNothing() throws IOException {
    String sweep = write("sweep.yaml", AXES);
    assertRefused("--parallelism = 0: must be at least 1", sweep, "--parallelism", "0");
    assertRefused("give one of them", sweep, "--resume", "--overwrite");
    assertRefused("mutually exclusive", sweep, "--config", sweep);
    assertRefused("Missing required argument");
    assertRefused("does not exist", sweep + ".txt");
    assertRefused(
        "halving compares trial 1 after 4 of its 60 steps",
        write("rungs.yaml", AXES + "halving: {factor: 4, rungs: 2, cooldown: 0}\n"));
    assertRefused(
        "trials that are tasks have one partition",
        write("partitions.yaml", "axes: {partitions: [1, 2]}\n"));
    assertRefused(
        "trial 1 (flow = nsf, data.columns = [a]): data.columns: data = generated has no columns",
        write("flow.yaml", "axes: {flow: [{type: nsf}], data.columns: [[a]]}\n"));
    String base =
        Files.readString(Path.of(sweep))
            .replaceAll("(?s)base:.*?\\naxes", "base: a.b\noutput: a\naxes");
    assertRefused("base = a.b (file:", write("base.yaml", base, ""));
    assertRefused("/a.b): does not exist", write("base.yaml", base, ""));
    assertTrue(Files.notExists(out("")));
  }

  private String write(String name, String text) throws IOException {
    return write(
        name,
        """
        base:
          data: {type: generated, density: two-moons, rows: 1500}
          validation: {share: 0.2}
          test: {share: 0.2}
          flow: {type: planar}
          training: {batchSize: 64, steps: 60, validationInterval: 10}
        output: %s
        """
            .formatted(out("")),
        text);
  }

  private String write(String name, String base, String text) throws IOException {
    return Files.writeString(folder.resolve(name), base + text).toString();
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  /** The folder of the first trial that stands like this. */
  private Path trial(Status status) throws IOException {
    try (Stream<Path> trials = Files.list(out("trials"))) {
      for (Path trial : trials.sorted().toList()) {
        String text = Files.readString(trial.resolve("trial.json"));
        if (Codec.json("trial", text, TrialResult.class).status() == status) {
          return trial;
        }
      }
    }
    throw new AssertionError("no trial is " + status);
  }

  private static Provenance provenance(Path model) throws IOException {
    String text = Files.readString(model.resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class);
  }

  static List<String> withoutSeconds(List<String> leaderboard) {
    assertTrue(leaderboard.get(0).endsWith(",seconds"), leaderboard.get(0));
    return leaderboard.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
  }

  private static void assertRefused(String message, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("sweep"), Arrays.stream(arguments)).toArray(String[]::new);
    Commands ran = Commands.run(all);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }
}
