package normflow.spark.exchange.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import normflow.spark.exchange.mail.Request.Sender;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;

/**
 * Where the driver's training thread and the resident tasks of one run meet: a command lies open
 * until every partition has answered it.
 *
 * <p>Tasks only ever ask. What those of other processes ask is replied to at once; those of this
 * process may wait here, and hand over commands and answers as they are. Messages of tasks that
 * belong to an earlier submission of the stage, answers to another command and second answers
 * change nothing.
 */
public final class Mailbox {

  /** The real time between two looks at the clock. */
  private static final long LOOK_MILLIS = 100;

  private final long run;
  private final int partitions;
  private final WaitLimits limits;
  private final LongSupplier nanoTime;

  private int submission;
  private int stageAttempt;
  private final String[] places;
  private Optional<Throwable> ended = Optional.empty();
  private boolean stopped;

  private long id = -1;
  private String subject = "";
  private Reply reply = Reply.WAIT;
  private int values;
  private int columns;
  private final PartitionResult[] answers;
  private int missing;
  private long moved;

  public Mailbox(long run, int partitions, WaitLimits limits, LongSupplier nanoTime) {
    this.run = run;
    this.partitions = partitions;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.places = new String[partitions];
    this.answers = new PartitionResult[partitions];
  }

  /** The number of partitions. */
  public int partitions() {
    return partitions;
  }

  /** A new submission of the stage begins: what tasks of earlier ones say is void from now on. */
  public synchronized int submit() {
    ended = Optional.empty();
    begin(submission + 1, 0);
    return submission;
  }

  private void begin(int newSubmission, int newStageAttempt) {
    submission = newSubmission;
    stageAttempt = newStageAttempt;
    Arrays.fill(places, "");
    forgetAnswers();
    notifyAll();
  }

  private void forgetAnswers() {
    if (missing > 0) {
      Arrays.fill(answers, null);
      missing = partitions;
    }
    moved = nanoTime.getAsLong();
  }

  /** The stage of a submission has ended, for this reason. */
  public synchronized void ended(int ofSubmission, Throwable reason) {
    if (ofSubmission == submission) {
      ended = Optional.of(reason);
      notifyAll();
    }
  }

  /** From now on every task is told to stop. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /**
   * Lays a command open for all partitions.
   *
   * @param about what it is, for errors
   * @param expectedValues floats of every answer
   * @param expectedColumns columns of moments of every answer
   */
  public synchronized void publish(
      String about, Command command, int expectedValues, int expectedColumns) {
    if (missing > 0) {
      throw new IllegalStateException(subject + " is still open");
    }
    id++;
    subject = about;
    reply = Reply.of(id, command);
    values = expectedValues;
    columns = expectedColumns;
    Arrays.fill(answers, null);
    missing = partitions;
    moved = nanoTime.getAsLong();
    notifyAll();
  }

  /**
   * Waits until every partition has answered the open command.
   *
   * @return the answers in the order of the partitions, or nothing when the stage ended before
   * @throws TrainingCancelled when its thread is interrupted, which it stays
   * @throws CoresHeld when no task of a partition started within the limit
   * @throws TrainingException when another limit is over
   */
  public synchronized Optional<List<PartitionResult>> await() {
    refuseInterrupted();
    while (missing > 0 && ended.isEmpty()) {
      refuseToWaitLonger();
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      refuseInterrupted();
    }
    return missing > 0 ? Optional.empty() : Optional.of(List.of(answers));
  }

  /** Why the stage ended; only after {@link #await} returned nothing. */
  public synchronized Throwable reason() {
    return ended.orElseThrow();
  }

  private void refuseInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingCancelled("its thread was interrupted while it waited for " + subject);
    }
  }

  private void refuseToWaitLonger() {
    List<Integer> absent = new ArrayList<>();
    List<Integer> silent = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      if (places[partition].isEmpty()) {
        absent.add(partition);
      } else if (answers[partition] == null) {
        silent.add(partition);
      }
    }
    long waited = nanoTime.getAsLong() - moved;
    if (!absent.isEmpty() && waited > limits.start().toNanos()) {
      throw new CoresHeld(partition(absent) + limits.notStarted());
    }
    if (absent.isEmpty() && waited > limits.answer().toNanos()) {
      String place = places[silent.get(0)];
      throw new TrainingException(partition(silent) + limits.notAnswered(subject, place));
    }
  }

  /** Whether all tasks of the newest submission have started. */
  public synchronized boolean started() {
    return Arrays.stream(places).noneMatch(String::isEmpty);
  }

  private String partition(List<Integer> some) {
    String others = some.size() == 1 ? "" : " (and " + (some.size() - 1) + " more)";
    return "partition " + some.get(0) + " of " + partitions + others;
  }

  /**
   * Takes a message of a task of another process.
   *
   * @throws IllegalArgumentException if the message cannot be of a task of this run
   */
  synchronized Reply receive(Request request) {
    return switch (request.kind()) {
      case HELLO -> hello(request.sender(), request.place());
      case POLL -> poll(request.sender(), request.command());
      case ANSWER ->
          answered(
              request.sender(),
              request.command(),
              () -> PartitionResult.decode(request.bytes(), request.offset(), values, columns));
    };
  }

  /** A task has a core, and says where it runs. */
  synchronized Reply hello(Sender sender, String place) {
    if (isOver(sender, -1)) {
      return Reply.STOP;
    }
    places[sender.partition()] = place;
    moved = nanoTime.getAsLong();
    return next(-1);
  }

  /** A task asks for the command after the one that it answered last. */
  synchronized Reply poll(Sender sender, long answered) {
    return isOver(sender, answered) ? Reply.STOP : next(answered);
  }

  /** A task waits for the command after the one that it answered last, but not for long. */
  synchronized Reply poll(Sender sender, long answered, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    Reply found = poll(sender, answered);
    while (found.kind() == Reply.Kind.WAIT && System.nanoTime() < end) {
      wait(millis);
      found = poll(sender, answered);
    }
    return found;
  }

  /** A task answers a command. */
  synchronized Reply answer(Sender sender, long command, PartitionResult result) {
    return answered(sender, command, () -> result);
  }

  private Reply answered(Sender sender, long command, Supplier<PartitionResult> result) {
    if (isOver(sender, command)) {
      return Reply.STOP;
    }
    if (command == id && answers[sender.partition()] == null) {
      accept(sender.partition(), result.get());
    }
    return next(command);
  }

  private Reply next(long answered) {
    return missing > 0 && answered < id ? reply : Reply.WAIT;
  }

  /** Whether a task has no part in the run any more. */
  private boolean isOver(Sender sender, long command) {
    check(sender, command);
    if (stopped || sender.submission() != submission || sender.stageAttempt() < stageAttempt) {
      return true;
    }
    if (sender.stageAttempt() > stageAttempt) {
      begin(submission, sender.stageAttempt());
    }
    return false;
  }

  private void check(Sender sender, long command) {
    boolean known =
        sender.run() == run && sender.partition() >= 0 && sender.partition() < partitions;
    if (!known || command > id) {
      throw new IllegalArgumentException(
          "a message about command "
              + command
              + " of partition "
              + sender.partition()
              + " of "
              + partitions
              + ", run "
              + Long.toHexString(sender.run()));
    }
  }

  private void accept(int partition, PartitionResult result) {
    answers[partition] = result;
    moved = nanoTime.getAsLong();
    missing--;
    if (missing == 0) {
      notifyAll();
    }
  }
}
