package normflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.spark.TerminatedException;
import org.junit.jupiter.api.Test;

class AllCoresTest {

  @Test
  void parallelStreamsUseItsThreadsAndKeepTheirOrder() {
    CountDownLatch both = new CountDownLatch(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    List<Integer> numbers =
        AllCores.run(
            2,
            () ->
                IntStream.range(0, 2)
                    .parallel()
                    .mapToObj(
                        i -> {
                          threads.add(Thread.currentThread());
                          both.countDown();
                          awaitQuietly(both);
                          return i;
                        })
                    .toList());
    assertEquals(List.of(0, 1), numbers);
    assertEquals(2, threads.size());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anInterruptedThreadLeavesAtOnceAndItsWorkIsInterrupted() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread drawing =
        new Thread(
            () -> {
              assertThrows(
                  TerminatedException.class,
                  () ->
                      AllCores.run(
                          2,
                          () -> {
                            begun.countDown();
                            awaitQuietly(never);
                            if (Thread.currentThread().isInterrupted()) {
                              interrupted.countDown();
                            }
                            return 0;
                          }));
              assertTrue(Thread.currentThread().isInterrupted());
            });
    drawing.start();
    begun.await();
    drawing.interrupt();
    drawing.join();
    interrupted.await();
  }

  @Test
  void whatAThreadThrowsSaysWhatItSaid() {
    ConfigException thrown =
        assertThrows(
            ConfigException.class,
            () ->
                AllCores.run(
                    2, () -> IntStream.range(0, 50).parallel().map(AllCoresTest::refuse).sum()));
    assertEquals("49 is too much", thrown.getMessage());
  }

  private static int refuse(int number) {
    if (number == 49) {
      throw new ConfigException("49 is too much", null);
    }
    return number;
  }

  @Test
  void itsThreadsSeeTheClassesOfTheCaller() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader given = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(given);
      assertSame(given, AllCores.run(2, () -> Thread.currentThread().getContextClassLoader()));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
