package normflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class TerminationTest {

  private final Termination termination = new Termination();
  private final List<String> said = new CopyOnWriteArrayList<>();

  @Test
  void workThatDoesNotHeedItsEndHasItsLastWordsSaid() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread deaf = working(() -> awaitWhateverComes(over));
    termination.request(1, 20);
    assertEquals(List.of("cut off"), said);
    over.countDown();
    deaf.join();
  }

  @Test
  void workThatEndsInTimeHasNoLastWords() throws InterruptedException {
    Thread heeding =
        working(
            () -> {
              while (!termination.isRequested()) {
                Thread.onSpinWait();
              }
              assertThrows(TerminatedException.class, termination::check);
              said.add("ended");
            });
    termination.request(60_000, 120_000);
    assertEquals(List.of("ended"), said);
    heeding.join();
  }

  /** A thread that has begun such work. */
  private Thread working(Runnable work) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () ->
                termination.waitsFor(
                    () -> {
                      termination.setLastWords(() -> said.add("cut off"));
                      begun.countDown();
                      work.run();
                      return 0;
                    }));
    thread.start();
    begun.await();
    return thread;
  }

  private static void awaitWhateverComes(CountDownLatch over) {
    boolean waiting = true;
    while (waiting) {
      try {
        over.await();
        waiting = false;
      } catch (InterruptedException e) {
        // Deaf it is.
      }
    }
  }
}
