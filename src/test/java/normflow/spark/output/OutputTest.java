package normflow.spark.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.report.html.Page;
import normflow.storage.FaultyFileSystem;
import normflow.storage.FaultyFileSystem.Fault;
import normflow.storage.RealPath;
import normflow.storage.Storage;
import normflow.store.Contents;
import normflow.train.TrainingException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an output may replace, and that it does so whole or not at all. */
class OutputTest {

  @TempDir private Path folder;

  private final Storage storage = new Storage(new Configuration());

  @AfterEach
  void disarm() {
    FaultyFileSystem.disarm();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ended/density",
        "ended/table",
        "ended/benchmark",
        "ended/benchmark/moons/planar",
        "ended/sweep",
        "ended/sweep/trials/001",
        "ended/sweep/trials/002",
        "ended/ml/model",
        "half/density"
      })
  void whatEarlierVersionsMadeIsKnown(String golden) throws URISyntaxException {
    var place = OutputTest.class.getResource("/normflow/golden/0.1.0/" + golden);
    Contents contents = Contents.of(storage, new org.apache.hadoop.fs.Path(place.toURI()));
    assertEquals(List.of(), contents.foreign());
    assertTrue(contents.isOwn() && contents.resumable());
  }

  @Test
  void aTableIsKnownByItsMarkAndAPageByItsHead() throws IOException {
    write("table/_SUCCESS", "");
    write("table/part-00000.csv", "a\n1\n");
    assertFalse(contents("table").isOwn(), "any Spark job can have written it");
    write("table/_normflow", "");
    assertTrue(contents("table").isOwn());
    write("page/index.html", "<html><body>My photographs</body></html>");
    write("page/beach.png", "png");
    assertFalse(contents("page").isOwn());
    write("page/index.html", new Page("title", "subtitle", List.of()).html());
    assertTrue(contents("page").isOwn());
    assertFalse(contents("page").resumable());
  }

  @Test
  void whatAUserPutThereIsNamed() throws IOException {
    model("model", "old");
    assertTrue(contents("model").isOwn());
    write("model/notes.txt", "do not lose");
    write("model/checkpoints/epoch-1.ckpt", "of another program");
    assertEquals(2, contents("model").foreign().size());
    String message = refused(Existing.OVERWRITE, "model");
    assertTrue(message.contains("notes.txt"), message);
    assertTrue(message.contains("checkpoints/epoch-1.ckpt"), message);
    write("work/thesis.pdf", "years");
    write("work/photo.jpg", "a summer");
    for (Existing existing : List.of(Existing.OVERWRITE, Existing.RESUME)) {
      message = refused(existing, "work");
      assertTrue(message.contains("thesis.pdf") && message.contains("photo.jpg"), message);
    }
    write("model/.backup.old/photo.jpg", "a summer");
    write("model/.report.tmp/index.html", "half");
    write("model/.flow.json.old", "of a run that ended");
    write("model/.report.claim.turn", "");
    assertEquals(
        List.of(".backup.old/photo.jpg", "checkpoints/epoch-1.ckpt"), contents("model").foreign());
    write("file", "text");
    assertTrue(refused(Existing.OVERWRITE, "file").contains("holds file"));
    write("job/config.yaml", "a: b");
    assertTrue(refused(Existing.OVERWRITE, "job").contains("nothing in it tells"));
    Files.createDirectories(folder.resolve("empty"));
    for (Existing existing : Existing.values()) {
      Output.check(storage, path("empty"), existing, List.of());
      Output.check(storage, path("none"), existing, List.of());
    }
  }

  @Test
  void anOutputIsApartFromWhatIsReadWhateverItIsCalled() throws IOException {
    write("in/deep/table.csv", "a\n1\n");
    write("other/table.csv", "a\n1\n");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    Files.createSymbolicLink(folder.resolve("in.csv"), folder.resolve("in/deep/table.csv"));
    Input table = new Input("data.path", path("in/deep/table.csv"));
    for (String name : List.of("in", "link", "in/deep", "other/../in", "link/deep", "./in/.")) {
      assertTrue(overlap(table, path(name)).contains("holds what is read, data.path = "), name);
      assertTrue(overlap(table, "file:" + path(name)).contains("holds"), name);
      assertTrue(overlap(table, "faulty:" + path(name)).contains("holds"), name);
    }
    assertTrue(overlap(table, path("link/deep/table.csv")).contains("is what is read"));
    Input linked = new Input("test.path", "file://" + path("in.csv"));
    assertTrue(overlap(linked, path("in")).contains("holds"));
    Input wild = new Input("data.path", path("*/deep/*.csv"));
    assertTrue(overlap(wild, path("in/deep")).contains("holds"));
    wild.requireApart(storage, path("other"));
    Input whole = new Input("data.path", path("link"));
    assertTrue(overlap(whole, path("in/deep/model")).contains("lies in what is read"));
    table.requireApart(storage, path("in/deep/model"));
    table.requireApart(storage, path("in/deep/table.csv2"));
    Input model = Input.model(path("link"));
    assertTrue(overlap(model, path("in/scored")).contains("lies in"));
    model.requireApart(storage, path("in/report"));
    model.requireApart(storage, path("in/report-2/page"));
  }

  @Test
  void aFolderHoldsWhatIsBelowItInTheSameStore() {
    RealPath bucket = new RealPath("s3://bucket", "/a");
    assertTrue(bucket.holds(new RealPath("s3://bucket", "/a/b")));
    assertFalse(bucket.holds(new RealPath("s3://bucket", "/ab")));
    assertFalse(bucket.holds(new RealPath("s3://other", "/a/b")));
    assertTrue(new RealPath("file", "").holds(new RealPath("file", "/anything")));
  }

  /** A fault at every operation of the swap: a reader finds all of one age, and so does a run. */
  @ParameterizedTest
  @EnumSource(names = {"THROWS", "HALTS", "REFUSES"})
  void theOldResultOrTheNewOneStandsWhole(Fault fault) throws IOException {
    boolean happened = true;
    for (long k = 1; happened; k++) {
      String name = fault + "-" + k;
      model(name, "old");
      boolean swapped = true;
      try (Output output = open(name, Existing.OVERWRITE)) {
        output.begin();
        half(output, name);
        FaultyFileSystem.arm(fault, k);
        try {
          output.commit();
        } catch (UncheckedIOException e) {
          swapped = false;
        }
        happened = FaultyFileSystem.disarm();
      }
      String read = age(name);
      assertTrue(read.equals("new") || (read.equals("old") && !swapped), name + ": " + read);
      try (Output next = open(name, Existing.RESUME)) {
        assertTrue(Files.exists(folder.resolve(name)));
        assertTrue(Files.notExists(folder.resolve("." + name + ".old")));
        boolean left = Files.exists(folder.resolve("." + name + ".tmp"));
        assertEquals(left ? "old" : "new", age(name), name);
        next.commit();
        assertEquals("new", age(name), name);
      }
    }
  }

  @Test
  void whatComesMeanwhileIsNotReplaced() throws IOException {
    model("model", "old");
    try (Output output = open("model", Existing.OVERWRITE)) {
      half(output, "model");
      write("model/results-for-the-boss.xlsx", "numbers");
      String message = assertThrows(TrainingException.class, output::commit).getMessage();
      assertTrue(message.contains("results-for-the-boss.xlsx"), message);
    }
    assertEquals("old", age("model"));
    assertTrue(refused(Existing.OVERWRITE, "model").contains("results-for-the-boss.xlsx"));
    Files.delete(folder.resolve("model/results-for-the-boss.xlsx"));
    try (Output output = open("model", Existing.RESUME)) {
      output.commit();
    }
    assertEquals("new", age("model"));
  }

  @Test
  void aHalfThatIsLeftIsNotForgotten() throws IOException {
    model(".gone.tmp", "new");
    assertTrue(refused(Existing.REFUSE, "gone").contains(".gone.tmp is a result that did not end"));
    String where = Output.announcement(storage, path("gone"), Existing.RESUME).orElseThrow();
    assertTrue(where.contains(".gone.tmp and takes the place of"), where);
    write(".mine.tmp/thesis.pdf", "years");
    model("mine", "old");
    assertTrue(refused(Existing.OVERWRITE, "mine").contains("thesis.pdf"));
  }

  @Test
  void aLinkedOutputIsReplacedWhereItIs() throws IOException {
    model("disk/model", "old");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("disk/model"));
    try (Output output = Output.open(storage, path("link"), Existing.OVERWRITE, "test")) {
      half(output, "link");
      output.commit();
    }
    assertTrue(Files.isSymbolicLink(folder.resolve("link")));
    assertEquals("new", age("disk/model"));
  }

  @Test
  void modelsThatAreNotTrainedAnewAreCarriedOver() throws IOException {
    write("bench/results.json", "{\"cells\" : []}");
    model("bench/moons/planar", "old");
    model("bench/moons/realnvp", "old");
    try (Output output = open("bench", Existing.OVERWRITE)) {
      output.begin();
      output.carry(name -> !name.equals("moons/planar"));
      assertEquals(List.of("realnvp"), storage.list(hadoop(".bench.tmp/moons")));
      half(output, "bench/moons/planar");
      output.commit();
    }
    assertEquals("new", age("bench/moons/planar"));
    assertEquals("old", age("bench/moons/realnvp"));
  }

  private Output open(String name, Existing existing) {
    return Output.open(storage, "faulty:" + path(name), existing, "test");
  }

  /** The new model, under its own name as far as the writer knows. */
  private void half(Output output, String name) {
    org.apache.hadoop.fs.Path model =
        new org.apache.hadoop.fs.Path((name.startsWith("link") ? "" : "faulty:") + path(name));
    output.storage().write(new org.apache.hadoop.fs.Path(model, "flow.json"), flow("new"));
  }

  private void model(String name, String age) throws IOException {
    write(name + "/flow.json", flow(age));
    write(name + "/parameters.safetensors", age);
  }

  private static String flow(String age) {
    return "{\"formatVersion\" : 1, \"age\" : \"" + age + "\"}";
  }

  /** Which model a reader finds. */
  private String age(String name) {
    String text = storage.readText(hadoop(name + "/flow.json"));
    return text.contains("old") ? "old" : "new";
  }

  private Contents contents(String name) {
    return Contents.of(storage, hadoop(name));
  }

  private String refused(Existing existing, String name) {
    return assertThrows(
            ConfigException.class, () -> Output.check(storage, path(name), existing, List.of()))
        .getMessage();
  }

  private String overlap(Input input, String output) {
    return assertThrows(ConfigException.class, () -> input.requireApart(storage, output), output)
        .getMessage();
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(path(name));
  }
}
