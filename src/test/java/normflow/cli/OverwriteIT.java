package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.storage.FaultyFileSystem;
import normflow.storage.FaultyFileSystem.Fault;
import normflow.store.Provenance;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies where a result is to go, and what fails beside it. */
class OverwriteIT extends LocalSession {

  private Path table;

  @BeforeEach
  void table() throws IOException {
    table = Files.createDirectories(folder.resolve("in")).resolve("table.csv");
    rows(table);
  }

  private static void rows(Path path) throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 200; i++) {
      text.append(Math.sin(i)).append(',').append(Math.cos(3.0 * i)).append('\n');
    }
    Files.writeString(path, text);
  }

  @Test
  void foldersOfOthersAreRefusedByEveryCommand() throws IOException {
    Commands.ok("train", job("model", ""), "--quiet", "--no-report");
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("thesis.pdf"), "years");
    Files.writeString(work.resolve("photo.jpg"), "a summer");
    String archive = folder.resolve("archive").toString();
    Files.createDirectories(Path.of(archive));
    Files.copy(
        Path.of("src/test/resources/normflow/published/miniboone-data.npy"),
        Path.of(archive, "data.npy"));
    List<String[]> commands =
        List.of(
            command("train", job("x", "")),
            command("sweep", sweep("y", "0.01")),
            command("benchmark", benchmark("z")),
            command("generate", "--density", "rings", "--rows", "5"),
            command("prepare", "--dataset", "miniboone", "--input", archive),
            command("score", "--model", path("model"), "--data", table.toString()),
            command("sample", "--model", path("model"), "--rows", "5"),
            command("report", "--model", path("model")),
            command("compare", path("model"), path("model")));
    for (String[] command : commands) {
      String printed = refused(with(command, "--output", work.toString(), "--overwrite"));
      assertTrue(printed.contains("photo.jpg") && printed.contains("thesis.pdf"), printed);
      for (String output : List.of(path("model"), path("in"))) {
        boolean reads = command[0].matches("score|report|compare");
        if (reads || (command[0].equals("sample") && output.equals(path("model")))) {
          printed = refused(with(command, "--output", output, "--overwrite"));
          assertTrue(printed.contains("what is read"), printed);
        }
      }
    }
    assertEquals("years", Files.readString(work.resolve("thesis.pdf")));
    assertEquals(2, list(work).size());
    refused("train", job("work", ""), "--resume");
    assertEquals(2, list(work).size());
  }

  @Test
  void anInputIsNotWrittenOver() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    String in = path("in");
    for (String output :
        List.of(in, path("link"), path("none/../in"), "file:" + in, "file://" + path("link"))) {
      for (String[] command :
          List.of(
              command("train", job("x", "")),
              command("sweep", sweep("y", "0.01")),
              command("benchmark", benchmark("z")))) {
        for (String existing : List.of("--overwrite", "--resume", "--quiet")) {
          String printed = refused(with(command, "--output", output, existing));
          assertTrue(printed.contains("holds what is read, data.path = "), printed);
        }
      }
    }
    Path job = Files.createDirectories(folder.resolve("jobs")).resolve("job.yaml");
    Files.copy(Path.of(job("x", "")), job);
    assertTrue(
        refused("train", job.toString(), "--overwrite", "--output", path("jobs"))
            .contains("holds what is read, the job file"));
    assertTrue(Files.exists(job) && Files.exists(table));
  }

  @Test
  void theOldModelStaysUntilTheNewOneIsWhole() throws IOException {
    Commands.ok("train", job("model", ""), "--quiet", "--no-report");
    String old = digest("model");
    List<String> before = list(folder.resolve("model"));
    String bad = job("model", "optimizer: {type: sgd, learningRate: 1e30}, ");
    Commands failed = Commands.run("train", bad, "--no-report", "--overwrite");
    assertEquals(1, failed.status(), failed.printed());
    String half = path(".model.tmp");
    assertTrue(
        failed.printed().contains("made in " + half + " and takes the place of " + path("model")),
        failed.printed());
    assertTrue(failed.printed().contains("what was made is in " + half), failed.printed());
    assertEquals(old, digest("model"));
    assertEquals(before, list(folder.resolve("model")));
    Commands.ok("train", job("model", "seed: 2, "), "--quiet", "--no-report", "--overwrite");
    assertTrue(!old.equals(digest("model")));
    assertEquals(before, list(folder.resolve("model")));
    assertTrue(Files.notExists(Path.of(half)));
    assertEquals(
        path("model"), provenance("model").config().output(), "not the place where it was made");
  }

  @Test
  void aSweepAndABenchmarkTakeTheirPlaceWhole() throws IOException {
    Commands.ok("sweep", sweep("sweep", "0.01"), "--quiet");
    List<String> board = Files.readAllLines(folder.resolve("sweep/leaderboard.csv"));
    Commands failed = Commands.run("sweep", sweep("sweep", "1e30"), "--overwrite");
    assertEquals(1, failed.status(), failed.printed());
    assertTrue(failed.printed().contains("made in " + path(".sweep.tmp")), failed.printed());
    assertEquals(board, Files.readAllLines(folder.resolve("sweep/leaderboard.csv")));
    Commands.ok("sweep", sweep("sweep", "0.02"), "--overwrite", "--quiet");
    assertTrue(Files.readString(folder.resolve("sweep/leaderboard.csv")).contains("0.02"));
    assertTrue(Files.exists(folder.resolve("sweep/trials/001/report/index.html")));
    assertTrue(Files.notExists(folder.resolve(".sweep.tmp")));
    for (String file : List.of("sweep.yaml", "best.yaml", "trials/001/config.yaml")) {
      String text = Files.readString(folder.resolve("sweep").resolve(file));
      assertTrue(text.contains(path("sweep")) && !text.contains(".tmp"), text);
    }
    Commands.ok("benchmark", benchmark("bench"), "--quiet");
    String results = Files.readString(folder.resolve("bench/results.csv"));
    Commands.ok("benchmark", benchmark("bench"), "--overwrite", "--quiet", "--flows", "planar");
    assertEquals(
        results.lines().count(), Files.readAllLines(folder.resolve("bench/results.csv")).size());
    assertTrue(Files.notExists(folder.resolve(".bench.tmp")));
    assertTrue(Commands.ok("benchmark", benchmark("bench"), "--list").contains("finished"));
  }

  @Test
  void theModelStandsWhenItsTestRowsAreGone() throws IOException {
    Path test = folder.resolve("test.csv");
    rows(test);
    String job = job("model", "");
    Files.writeString(
        Path.of(job), "test: {path: " + test + "}\n", java.nio.file.StandardOpenOption.APPEND);
    AtomicBoolean deleted = new AtomicBoolean();
    SparkListener thief = whenTraining(() -> deleted.set(test.toFile().delete()));
    Commands ran = Commands.run("train", job, "--no-report");
    session.sparkContext().removeSparkListener(thief);
    assertTrue(deleted.get());
    assertEquals(1, ran.status(), ran.printed());
    assertTrue(
        ran.printed()
            .contains("the model is saved in " + path("model") + "; its evaluation on the"),
        ran.printed());
    assertTrue(ran.printed().contains("train " + job + " --no-report --resume"), ran.printed());
    String digest = digest("model");
    Commands.ok(
        "score", "--model", path("model"), "--data", table.toString(), "--output", path("s"));
    rows(test);
    Commands.ok("train", job, "--no-report", "--resume", "--quiet");
    assertEquals(digest, digest("model"));
    assertEquals(200, provenance("model").testRows());
    assertTrue(Files.exists(folder.resolve("model/evaluation.json")));
  }

  /** Does something once in a training, when it has saved its first state. */
  private SparkListener whenTraining(Runnable action) {
    SparkListener listener =
        new SparkListener() {
          private boolean done;

          @Override
          public void onJobEnd(SparkListenerJobEnd end) {
            if (!done && Files.exists(folder.resolve("model/checkpoints"))) {
              done = true;
              action.run();
            }
          }
        };
    session.sparkContext().addSparkListener(listener);
    return listener;
  }

  @Test
  void theModelStandsWhenItsReportCannotBeWritten() throws IOException {
    String output = "faulty:" + path("model");
    FaultyFileSystem.arm(Fault.THROWS, 0);
    Commands.ok("train", job("model", ""), "--output", output, "--no-report");
    FaultyFileSystem.arm(Fault.THROWS, FaultyFileSystem.operations() + 8);
    Commands ran = Commands.run("train", job("model", ""), "--output", output, "--overwrite");
    assertTrue(FaultyFileSystem.disarm());
    assertEquals(1, ran.status(), ran.printed());
    String command = "report --overwrite --model " + output;
    assertTrue(ran.printed().contains("its report is missing: "), ran.printed());
    assertTrue(ran.printed().contains("injected fault; make it up"), ran.printed());
    assertTrue(ran.printed().contains("make it up with: " + command), ran.printed());
    Commands.ok(command.split(" "));
    Path page = folder.resolve("model/report/index.html");
    String before = Files.readString(page);
    Path photo = Files.writeString(page.resolveSibling("photo.jpg"), "a summer");
    assertTrue(refused(command.split(" ")).contains("photo.jpg"));
    assertEquals(before, Files.readString(page));
    assertTrue(Files.exists(photo));
  }

  /** A run that ended between the two renames of its swap. */
  @Test
  void whatLiesBetweenTwoRenamesIsReadAndPutBack() throws IOException {
    Commands.ok("train", job("model", ""), "--quiet", "--no-report");
    Commands.ok("generate", "--density", "rings", "--rows", "50", "--output", path("rings"));
    String digest = digest("model");
    for (String name : List.of("model", "rings")) {
      Files.move(folder.resolve(name), folder.resolve("." + name + ".old"));
    }
    String[] score = {
      "score",
      "--model",
      path("model"),
      "--data",
      path("rings"),
      "--columns",
      "x0,x1",
      "--column",
      "p"
    };
    Commands.ok(with(score, "--output", path("scored")));
    assertTrue(Commands.ok("inspect", path("model")).contains("trained parameters"));
    assertTrue(Files.notExists(folder.resolve("model")));
    Commands.ok("report", "--model", path("model"), "--quiet");
    assertEquals(digest, digest("model"));
    assertTrue(Files.exists(folder.resolve("model/report/index.html")));
    assertTrue(Files.notExists(folder.resolve(".model.old")));
  }

  private String job(String output, String training) throws IOException {
    return write(
        "job-" + output + ".yaml",
        """
        data: {type: table, format: csv, path: %s, columns: [a, b]}
        flow: {type: planar, layers: 2}
        training: {%sbatchSize: 32, steps: 30, validationInterval: 10}
        checkpoints: {steps: 5, film: 0}
        partitions: 1
        exchange: job
        output: %s
        """
            .formatted(table, training, path(output)));
  }

  private String sweep(String output, String rate) throws IOException {
    return write(
        "sweep-" + output + rate + ".yaml",
        """
        base:
          data: {type: table, format: csv, path: %s, columns: [a, b]}
          validation: {share: 0.2}
          flow: {type: planar, layers: 2}
          training: {batchSize: 32, steps: 20, validationInterval: 10, optimizer: {type: sgd}}
        axes: {training.optimizer.learningRate: [%s], training.seed: [1, 2]}
        output: %s
        """
            .formatted(table, rate, path(output)));
  }

  private String benchmark(String output) throws IOException {
    return write(
        "benchmark-" + output + ".yaml",
        """
        flows: {planar: {flow: {type: planar, layers: 1}}, radial: {flow: {type: radial, layers: 1}}}
        data: {waves: {source: {type: table, format: csv, path: %s, columns: [a, b]}}}
        test: {share: 0.2}
        training: {batchSize: 32, steps: 10, validationInterval: 10}
        output: %s
        """
            .formatted(table, path(output)));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String[] command(String... words) {
    return words;
  }

  private static String[] with(String[] command, String... options) {
    return Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new);
  }

  private static String refused(String... command) {
    Commands ran = Commands.run(command);
    assertEquals(2, ran.status(), String.join(" ", command) + ": " + ran.printed());
    return ran.printed();
  }

  private static List<String> list(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Provenance provenance(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class);
  }

  private String digest(String model) throws IOException {
    return provenance(model).parametersSha256();
  }
}
