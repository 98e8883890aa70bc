package normflow.spark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Planar.Start;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.storage.FaultyFileSystem;
import normflow.storage.FaultyFileSystem.Fault;
import normflow.storage.Storage;
import normflow.store.MetricsFile;
import normflow.store.ModelStore;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that fails at the k-th operation of a save, for every k. */
@Tag("slow")
class StorageFaultsTest {

  private static final Flow FLOW =
      new Architecture.Planar(2, true, Start.SPREAD, new StandardNormal()).flow(2);

  @TempDir private java.nio.file.Path folder;

  private final Storage storage = new Storage(new Configuration());

  @AfterEach
  void disarm() {
    FaultyFileSystem.disarm();
  }

  @AfterAll
  static void report() {
    FaultyFileSystem.report(StorageFaultsTest.class);
  }

  /** What is tried at every k: from an undisturbed start, a save that may go wrong. */
  private interface Attempt {
    void save(long k);

    /** After a fault. */
    void check(long k, boolean saved);
  }

  /** All k up to the first that is beyond the last operation; how many they were. */
  private static long atEveryOperation(Attempt attempt) {
    for (long k = 1; ; k++) {
      boolean saved = true;
      String message = "";
      try {
        attempt.save(k);
      } catch (UncheckedIOException e) {
        saved = false;
        message = e.getMessage();
      }
      boolean happened = FaultyFileSystem.disarm();
      assertTrue(saved || happened, message);
      assertTrue(saved || message.contains("faulty:/"), "names no file: " + message);
      attempt.check(k, saved);
      if (!happened) {
        return k - 1;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointIsWholeOrTheOneBeforeIsTaken(Fault fault) {
    long operations =
        atEveryOperation(
            new Attempt() {
              @Override
              public void save(long k) {
                checkpoints(k).save(state(10));
                FaultyFileSystem.arm(fault, k);
                checkpoints(k).save(state(20));
              }

              @Override
              public void check(long k, boolean saved) {
                long step = checkpoints(k).latest().orElseThrow().step();
                assertTrue(step == 20 || (step == 10 && !saved), "k = " + k + ": step " + step);
                assertSame(state(step), checkpoints(k).latest().orElseThrow());
                // What a fault left is in nobody's way.
                checkpoints(k).save(state(30));
                assertSame(state(30), checkpoints(k).latest().orElseThrow());
                assertEquals(1, storage.list(new Path(path(k))).size());
              }
            });
    assertTrue(operations >= 10, "only " + operations + " operations");
  }

  @ParameterizedTest
  @EnumSource
  void aModelIsReplacedWholeOrNotAtAll(Fault fault) {
    long operations =
        atEveryOperation(
            new Attempt() {
              @Override
              public void save(long k) {
                new ModelStore(storage).save(new Path(path(k)), model(1));
                FaultyFileSystem.arm(fault, k);
                new ModelStore(storage).save(new Path(path(k)), model(2));
              }

              @Override
              public void check(long k, boolean saved) {
                Path place = new Path(path(k));
                Model read = new ModelStore(storage).load(place);
                boolean isNew = read.parameters()[0] == model(2).parameters()[0];
                assertTrue(isNew || !saved, "k = " + k + ": saved, but the old one is read");
                assertSame(model(isNew ? 2 : 1), read);
                new ModelStore(storage).save(place, model(3));
                assertSame(model(3), new ModelStore(storage).load(place));
                assertEquals(List.of("flow.json", "parameters.safetensors"), storage.list(place));
              }
            });
    assertTrue(operations >= 12, "only " + operations + " operations");
  }

  @ParameterizedTest
  @EnumSource
  void aFirstModelIsWholeOrAbsent(Fault fault) {
    atEveryOperation(
        new Attempt() {
          @Override
          public void save(long k) {
            FaultyFileSystem.arm(fault, k);
            new ModelStore(storage).save(new Path(path(k)), model(1));
          }

          @Override
          public void check(long k, boolean saved) {
            Path place = new Path(path(k));
            boolean present = storage.exists(new Path(place, "flow.json"));
            assertTrue(present || !saved);
            if (present) {
              assertSame(model(1), new ModelStore(storage).load(place));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aFileHasTheOldOrTheNewContent(Fault fault) {
    atEveryOperation(
        new Attempt() {
          @Override
          public void save(long k) {
            storage.write(new Path(path(k), "file.json"), "old");
            FaultyFileSystem.arm(fault, k);
            storage.write(new Path(path(k), "file.json"), "a new and longer one");
          }

          @Override
          public void check(long k, boolean saved) {
            String text = storage.readText(new Path(path(k), "file.json"));
            assertEquals(
                text.equals("old") && !saved ? "old" : "a new and longer one", text, "k = " + k);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void metricsThatCannotBeWrittenAreNamed(Fault fault) {
    atEveryOperation(
        new Attempt() {
          @Override
          public void save(long k) {
            FaultyFileSystem.arm(fault, k);
            Path path = new Path(path(k), "metrics.jsonl");
            try (MetricsFile metrics = new MetricsFile(storage, path, 0)) {
              metrics.add(state(10).history().get(0));
              metrics.add(state(20).history().get(0));
            }
          }

          @Override
          public void check(long k, boolean saved) {
            if (saved && fault != Fault.LOSES) {
              String text =
                  new String(
                      storage.read(new Path(path(k), "metrics.jsonl")), StandardCharsets.UTF_8);
              assertEquals(2, text.lines().count());
            }
          }
        });
  }

  private String path(long k) {
    return "faulty:" + folder.resolve("k" + k);
  }

  private CheckpointStore checkpoints(long k) {
    return new CheckpointStore(storage, new Path(path(k)), 1, "digest");
  }

  private static TrainingState state(long step) {
    float[] parameters = {step, 2, 3};
    return new TrainingState(
        step,
        parameters,
        new float[] {4, step},
        step,
        0,
        0,
        new Best(step * 0.1, step, parameters, 0),
        List.of(new Measurement(step, 1, 2, 3, 0.1, 1, 100, 7, new Split(4, 2, 1))));
  }

  private static Model model(long seed) {
    Standardization standardization =
        new Standardization(new double[] {seed, 2}, new double[] {1, 3}, 0);
    return new Model(FLOW, List.of("a", "b"), standardization, FLOW.layout().initial(seed));
  }

  private static void assertSame(TrainingState expected, TrainingState actual) {
    assertEquals(expected.step(), actual.step());
    assertArrayEquals(expected.parameters(), actual.parameters());
    assertArrayEquals(expected.optimizerState(), actual.optimizerState());
    assertArrayEquals(expected.best().parameters(), actual.best().parameters());
    assertEquals(expected.best().loss(), actual.best().loss());
    assertEquals(expected.history(), actual.history());
  }

  private static void assertSame(Model expected, Model actual) {
    assertEquals(expected.flow(), actual.flow());
    assertArrayEquals(expected.parameters(), actual.parameters());
    assertArrayEquals(expected.standardization().mean(), actual.standardization().mean());
  }
}
