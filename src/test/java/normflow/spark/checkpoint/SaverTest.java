package normflow.spark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import normflow.config.RunConfig.Checkpoints;
import normflow.spark.TerminatedException;
import normflow.spark.Termination;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.train.TrainingException;
import normflow.train.TrainingListener.StateSource;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved of a training that ends before its end. */
class SaverTest {

  @TempDir private java.nio.file.Path folder;

  private final Storage storage = new Storage(new Configuration());
  private final Termination termination = new Termination();
  private CheckpointStore store;
  private OutputClaim claim;
  private Saver saver;

  @BeforeEach
  void claim() {
    Path output = new Path(folder.resolve("model").toString());
    claim = OutputClaim.take(storage, output, "test");
    store = new CheckpointStore(storage, new Path(output, "checkpoints"), 3, "digest");
    saver = new Saver(store, new Checkpoints(100, 0, 3, 0), claim, termination, "--resume");
  }

  @AfterEach
  void release() {
    claim.close();
  }

  @Test
  void theStepAfterTheEndWasAskedForIsSavedAndIsTheLast() {
    saver.reached(at(7, 0), false);
    assertTrue(store.latest().isEmpty());
    termination.request(0, 0);
    TrainingException end =
        assertThrows(
            TerminatedException.class,
            () ->
                saver.guard(
                    () -> {
                      saver.reached(at(8, 1), false);
                      return null;
                    }));
    assertEquals("terminated at step 8; --resume goes on from there", end.getMessage());
    assertEquals(8, store.latest().orElseThrow().step());
  }

  @Test
  void aTrainingThatIsDoneWhenTheEndIsAskedForGoesOnToItsModel() {
    termination.request(0, 0);
    saver.reached(at(9, 0), true);
    assertEquals(9, store.latest().orElseThrow().step());
  }

  @Test
  void whatWasDoneBeforeAStepThatFailedIsSaved() {
    TrainingException error =
        assertThrows(
            TrainingException.class,
            () ->
                saver.guard(
                    () -> {
                      saver.reached(at(5, 0), false);
                      saver.gaveUp(at(5, 0));
                      throw new TrainingException("no answer");
                    }));
    assertEquals(
        "no answer; the last good checkpoint is of step 5, and --resume goes on from it",
        error.getMessage());
    assertEquals(5, store.latest().orElseThrow().step());
    // Nothing of this run, or nothing but skipped steps: older checkpoints are worth more.
    saver.gaveUp(at(6, 0));
    saver.reached(at(7, 2), false);
    saver.gaveUp(at(7, 2));
    assertEquals(5, store.latest().orElseThrow().step());
  }

  @Test
  void anInterruptedStepIsLostAndNotThoseBefore() {
    saver.reached(at(5, 0), false);
    TrainingException end =
        assertThrows(
            TerminatedException.class,
            () ->
                saver.guard(
                    () -> {
                      termination.request(0, 0);
                      Thread.currentThread().interrupt();
                      saver.gaveUp(at(5, 0));
                      assertTrue(Thread.currentThread().isInterrupted());
                      throw new IllegalStateException("a wait was interrupted");
                    }));
    assertEquals("terminated at step 5; --resume goes on from there", end.getMessage());
    assertFalse(Thread.currentThread().isInterrupted(), "the claim could not be released");
  }

  @Test
  void theEndWaitsForWorkAndInterruptsWhatComesToNone() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread work =
        new Thread(
            () ->
                termination.waitsFor(
                    () -> {
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        ended.countDown();
                      }
                      return 0;
                    }));
    work.start();
    begun.await();
    termination.request(0, TimeUnit.MINUTES.toMillis(1));
    assertEquals(0, ended.getCount());
    work.join();
    assertTrue(termination.isRequested());
    // Work that never ends is not waited for without an end.
    termination.waitsFor(
        () -> {
          termination.request(0, 10);
          return Thread.interrupted();
        });
  }

  private static StateSource at(long step, int skippedInRow) {
    return new StateSource() {
      @Override
      public long step() {
        return step;
      }

      @Override
      public boolean passed(long interval) {
        return false;
      }

      @Override
      public TrainingState state() {
        float[] parameters = {step};
        Best best = new Best(1, step, parameters, 0);
        return new TrainingState(
            step, parameters, new float[] {1}, step, skippedInRow, 0, best, List.of());
      }
    };
  }
}
