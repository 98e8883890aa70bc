package normflow.study.grid;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import normflow.study.Trial;
import normflow.study.TrialStore;
import normflow.study.TrialStore.State;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellStoreTest {

  @TempDir private Path folder;
  private final TrialStore<Cell> store = Benchmark.store(new Storage(new Configuration()));

  private Trial pair(int layers) {
    return Cells.pair(Cells.config(folder.toString(), layers), "moons", "planar");
  }

  private static Cell of(Trial pair, Cell like) {
    return new Cell(
        Pairs.data(pair),
        Pairs.flow(pair),
        pair.configSha256(),
        like.measured(),
        like.error(),
        like.rows());
  }

  @Test
  void aPairIsMissingThenStartedThenFinished() throws IOException {
    Trial pair = pair(4);
    assertEquals(State.MISSING, store.state(pair));
    Files.createDirectories(folder.resolve("moons/planar/checkpoints"));
    assertEquals(State.STARTED, store.state(pair));
    Cell cell = of(pair, Cells.measured("moons", "planar", OptionalDouble.of(1), 2));
    store.write(pair, cell);
    assertEquals(State.FINISHED, store.state(pair));
    assertEquals(Optional.of(cell), store.current(pair));
  }

  @Test
  void anotherConfigurationIsRefusedAndNamed() {
    Trial before = pair(4);
    store.write(before, of(before, Cells.measured("moons", "planar", OptionalDouble.of(1), 2)));
    Trial now = pair(5);
    assertEquals(State.CHANGED, store.state(now));
    assertEquals(Optional.empty(), store.current(now));
    ConfigException error =
        assertThrows(ConfigException.class, () -> store.requireUnchanged(List.of(now)));
    assertTrue(error.getMessage().startsWith("moons/planar: trained with another"));
    assertDoesNotThrow(() -> store.requireUnchanged(List.of(before)));
  }

  @Test
  void whatFailedIsTriedAgainUnlessItLeftCheckpointsOfAnotherConfiguration() throws IOException {
    Trial before = pair(4);
    store.write(before, of(before, Cells.failed("moons", "planar", "no")));
    assertEquals(State.FAILED, store.state(before));
    assertEquals(State.FAILED, store.state(pair(5)));
    Files.createDirectories(folder.resolve("moons/planar/checkpoints"));
    assertEquals(State.FAILED, store.state(before));
    assertEquals(State.CHANGED, store.state(pair(5)));
  }

  @Test
  void aSpoiltFileIsNamedWithACure() throws IOException {
    Files.createDirectories(folder.resolve("moons/planar"));
    Files.writeString(folder.resolve("moons/planar/cell.json"), "{");
    String message = assertThrows(ConfigException.class, () -> store.state(pair(4))).getMessage();
    assertTrue(message.contains("moons/planar/cell.json"), message);
    assertTrue(message.contains("delete the file"), message);
  }

  @Test
  void unknownNamesAreRefused() {
    String message =
        assertThrows(
                ConfigException.class,
                () -> Pairs.of(Cells.config("out", 4), List.of("moon"), List.of()))
            .getMessage();
    assertEquals("--data moon: unknown (did you mean moons?); the choices are moons, own", message);
    assertEquals(4, Pairs.of(Cells.config("out", 4), List.of(), List.of()).size());
    assertEquals(
        List.of("moons/realnvp", "own/realnvp"),
        Pairs.of(Cells.config("out", 4), List.of(), List.of("realnvp")).stream()
            .map(Trial::name)
            .toList());
  }
}
