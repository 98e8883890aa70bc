package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.study.grid.Cell;
import normflow.study.grid.Results;
import org.junit.jupiter.api.Test;

/** Two flows on two densities and a table of one column, for which one of the flows is not made. */
class BenchmarkIT extends LocalSession {

  @Test
  void everyPairIsTrainedOnceAndAFailureIsARow() throws IOException {
    String job = job(4);
    assertTrue(Commands.ok("benchmark", job, "--list").contains("missing"));
    Commands first = Commands.run("benchmark", job);
    assertEquals(1, first.status(), first.printed());
    assertTrue(first.printed().contains("error: line/realnvp: "), first.printed());
    assertTrue(first.printed().contains("[3/6] checkerboard/planar: gap "), first.printed());
    Results results = results();
    assertEquals(6, results.cells().size());
    assertEquals(
        List.of("line/realnvp"),
        results.failed().stream().map(cell -> cell.data() + "/" + cell.flow()).toList());
    Cell.Measured moons = cell(results, "moons", "planar");
    assertTrue(moons.test().gap().orElseThrow() > 0);
    assertTrue(moons.speeds().samplingSeconds() > 0);
    assertTrue(moons.trainingRowsPerSecond() > 0);
    assertEquals(20, moons.parameters());
    assertTrue(cell(results, "line", "planar").test().gap().isEmpty());
    assertEquals(7, Files.readAllLines(out("results.csv")).size());
    assertTrue(Files.readString(out("results.md")).contains("## Gap to the true density"));
    assertTrue(Files.readString(out("index.html")).contains("data:image/png;base64,"));
    assertTrue(Files.size(out("densities.png")) > 1000);
    assertTrue(Commands.ok("inspect", out("moons/planar").toString()).contains("20 trained"));
    assertRefused("exists", job);

    Map<String, FileTime> before = times();
    assertEquals(6, before.size());
    // Of one pair the end is lost, of another one half of the training.
    Files.delete(out("moons/planar/cell.json"));
    forgetLastCheckpoint("checkerboard/realnvp");
    Commands.ok("benchmark", job, "--resume", "--quiet", "--data", "moons,checkerboard");
    Map<String, FileTime> after = times();
    assertEquals(
        List.of("checkerboard/realnvp", "moons/planar"),
        before.keySet().stream()
            .filter(name -> !after.get(name).equals(before.get(name)))
            .toList());
    for (Cell cell : results().cells()) {
      assertEquals(
          results.cell(cell.data(), cell.flow()).orElseThrow().measured().map(Cell.Measured::test),
          cell.measured().map(Cell.Measured::test),
          cell.data() + "/" + cell.flow());
    }
    anotherConfigurationIsRefusedOrTrainedAnew(results);
  }

  private void anotherConfigurationIsRefusedOrTrainedAnew(Results before) throws IOException {
    String other = job(5);
    Map<String, FileTime> times = times();
    assertRefused("checkerboard/planar, line/planar: trained with another", other, "--resume");
    assertRefused("give one of them", other, "--resume", "--overwrite");
    assertRefused("did you mean planar?", other, "--resume", "--flows", "planer");
    assertEquals(times, times());
    String listed = Commands.ok("benchmark", other, "--list");
    assertEquals(3, listed.lines().filter(line -> line.endsWith("changed")).count(), listed);
    Commands.ok("benchmark", other, "--overwrite", "--flows", "planar", "--data", "moons");
    Results after = results();
    assertEquals(25, cell(after, "moons", "planar").parameters());
    assertEquals(cell(before, "moons", "realnvp").test(), cell(after, "moons", "realnvp").test());
    assertTrue(after.cell("checkerboard", "planar").isEmpty());
    assertTrue(Files.exists(out("checkerboard/planar/flow.json")));
  }

  @Test
  void badInputTrainsNothing() throws IOException {
    String text = Files.readString(Path.of(job(4)));
    String job = write("bad.yaml", text.replace("line.csv", "lime.csv"));
    assertRefused("data.line: path = ", job);
    assertRefused("test rows", write("none.yaml", text.replace("test: {share: 0.2}", "")));
    assertTrue(Files.notExists(out("")));
  }

  private String job(int layers) throws IOException {
    Path table = folder.resolve("line.csv");
    Files.write(
        table,
        Stream.concat(Stream.of("length"), IntStream.range(0, 600).mapToObj(i -> "" + Math.sin(i)))
            .toList());
    return write(
        "benchmark-" + layers + ".yaml",
        """
        flows:
          planar: {flow: {type: planar, layers: %d}, training: {optimizer: {learningRate: 0.01}}}
          realnvp: {flow: {type: realnvp, couplings: 2, hidden: [8]}}
        data:
          moons: {source: {type: generated, density: moons, rows: 2000}}
          checkerboard: {source: {type: generated, density: checkerboard, rows: 2000}}
          line: {source: {type: table, format: csv, path: %s, columns: [length]}}
        validation: {share: 0.1}
        test: {share: 0.2}
        training: {batchSize: 128, steps: 30, validationInterval: 10}
        checkpoints: {steps: 10}
        output: %s
        """
            .formatted(layers, table, out("")));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private Results results() throws IOException {
    return Codec.json("results", Files.readString(out("results.json")), Results.class);
  }

  private static Cell.Measured cell(Results results, String data, String flow) {
    return results.cell(data, flow).flatMap(Cell::measured).orElseThrow();
  }

  /** When every {@code cell.json} was written. */
  private Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String data : List.of("moons", "checkerboard", "line")) {
      for (String flow : List.of("planar", "realnvp")) {
        Path file = out(data + "/" + flow + "/cell.json");
        times.put(data + "/" + flow, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private void forgetLastCheckpoint(String pair) throws IOException {
    Path model = out(pair);
    for (String file : List.of("cell.json", "flow.json", "parameters.safetensors")) {
      Files.delete(model.resolve(file));
    }
    try (Stream<Path> found = Files.list(model.resolve("checkpoints"))) {
      List<Path> checkpoints = found.sorted().collect(Collectors.toList());
      assertEquals(2, checkpoints.size());
      try (Stream<Path> inside = Files.walk(checkpoints.get(1))) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void assertRefused(String message, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("benchmark"), Arrays.stream(arguments)).toArray(String[]::new);
    Commands ran = Commands.run(all);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }
}
