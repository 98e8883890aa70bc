package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import normflow.cli.console.Done;
import normflow.cli.console.PieceProgress;
import normflow.cli.console.Progress;
import normflow.cli.console.TaskProgress;
import normflow.codec.Codec;
import normflow.spark.evaluate.Evaluation;
import org.junit.jupiter.api.Test;

/** Commands as another program calls them. */
class JsonIT extends LocalSession {

  /** What a command printed, stream by stream. */
  private record Streams(String out, String err) {

    static Streams of(String... arguments) {
      PrintStream out = System.out;
      PrintStream err = System.err;
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      ByteArrayOutputStream told = new ByteArrayOutputStream();
      System.setOut(new PrintStream(printed, true, UTF_8));
      System.setErr(new PrintStream(told, true, UTF_8));
      try {
        assertEquals(0, Main.run(arguments), () -> told.toString(UTF_8));
      } finally {
        System.setOut(out);
        System.setErr(err);
      }
      return new Streams(printed.toString(UTF_8), told.toString(UTF_8));
    }

    <T> T result(Class<T> type) {
      assertEquals(1, out.lines().count(), out);
      return Codec.json("standard output", out, type);
    }

    /** The JSON lines of standard error that are of one kind; log lines stand between them. */
    <T> List<T> events(String event, Class<T> type) {
      return err.lines()
          .filter(line -> line.startsWith("{\"event\":\"" + event + "\""))
          .map(line -> Codec.json(line, line, type))
          .toList();
    }
  }

  @Test
  void resultsAreOneObjectAndProgressIsLinesOfJson() throws IOException {
    Streams generated =
        Streams.of(
            "generate",
            "--density",
            "two-moons",
            "--rows",
            "3000",
            "--output",
            path("rows"),
            "--json");
    assertEquals(3000, generated.result(Done.Generated.class).recipe().rows());
    List<TaskProgress.Event> tasks = generated.events("tasks", TaskProgress.Event.class);
    TaskProgress.Event last = tasks.get(tasks.size() - 1);
    assertEquals(last.of(), last.done());
    assertEquals(3000, last.rowsWritten());

    String job =
        """
        data: {type: generated, density: two-moons, rows: 3000}
        test: {share: 0.2}
        flow: {type: planar, layers: 4}
        training: {batchSize: 128, steps: 40, validationInterval: 20}
        partitions: 2
        output: %s
        """
            .formatted(path("model"));
    Streams trained =
        Streams.of(
            "train", Files.writeString(folder.resolve("job.yaml"), job).toString(), "--json");
    Done.Trained result = trained.result(Done.Trained.class);
    assertTrue(Files.exists(java.nio.file.Path.of(result.page().orElseThrow())));
    List<Progress.Event> points = trained.events("training", Progress.Event.class);
    assertEquals(List.of(20L, 40L), points.stream().map(Progress.Event::step).toList());
    assertTrue(!trained.events("pieces", PieceProgress.Event.class).isEmpty());

    String[] evaluate = {"evaluate", "--model", path("model"), "--data", path("rows")};
    Streams evaluated = Streams.of(with(evaluate, "--json"));
    assertEquals(3000, evaluated.result(Evaluation.class).rows());
    Streams quiet = Streams.of(with(evaluate, "--quiet"));
    assertTrue(quiet.out().contains("this flow"), quiet.out());
    assertTrue(!quiet.err().contains("tasks"), quiet.err());

    Streams inspected = Streams.of("inspect", path("model"), "--json");
    assertEquals(4, inspected.result(Done.Inspected.class).layers().size());
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }
}
