package normflow.study.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import normflow.codec.Codec;

/** A search by another program: {@code src/jmh/python/optuna_search.py} has the words for it. */
final class AskedSearch implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream questions;

  /** What it proposes. */
  record Proposal(int number, Map<String, Object> values) {}

  /**
   * @param axes of a sweep
   * @param command of the program
   */
  AskedSearch(Map<String, Object> axes, String... command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    questions.println(Codec.jsonLine(axes));
  }

  /**
   * Takes so many trials, two at a time.
   *
   * @param work the loss of a proposal, by its values; empty if it failed; told of their number in
   *     the order in which they end
   * @throws IllegalStateException if one of them ends with an exception; the other takes no more
   */
  void run(int trials, BiFunction<Integer, Map<String, Object>, OptionalDouble> work) {
    AtomicInteger left = new AtomicInteger(trials);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    IntStream.range(0, 2)
        .mapToObj(worker -> new Thread(() -> work(left, failure, work)))
        .map(AskedSearch::started)
        .toList()
        .forEach(AskedSearch::join);
    if (failure.get() != null) {
      throw new IllegalStateException("a search by another program broke off", failure.get());
    }
  }

  private void work(
      AtomicInteger left,
      AtomicReference<Throwable> failure,
      BiFunction<Integer, Map<String, Object>, OptionalDouble> work) {
    try {
      while (failure.get() == null && left.getAndDecrement() > 0) {
        Proposal proposal = ask();
        tell(proposal, work.apply(proposal.number() + 1, proposal.values()));
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private static Thread started(Thread thread) {
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized Proposal ask() {
    questions.println("ask");
    try {
      return Codec.json("proposal", answers.readLine(), Proposal.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void tell(Proposal proposal, OptionalDouble loss) {
    questions.println(
        "tell " + proposal.number() + (loss.isPresent() ? " " + loss.getAsDouble() : ""));
  }

  @Override
  public void close() {
    questions.close();
    process.destroy();
  }
}
