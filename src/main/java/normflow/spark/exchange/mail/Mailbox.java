package normflow.spark.exchange.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import normflow.spark.work.Command;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;

/**
 * Where the driver's training thread and the resident tasks of one run meet: a command lies open
 * until every partition has answered it.
 *
 * <p>Tasks only ever ask, and no call of theirs waits. Messages of tasks that belong to an earlier
 * submission of the stage, answers to another command and second answers change nothing.
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
  private byte[] reply = Reply.WAIT;
  private int answerBytes;
  private final Request[] answers;
  private int missing;
  private long moved;

  public Mailbox(long run, int partitions, WaitLimits limits, LongSupplier nanoTime) {
    this.run = run;
    this.partitions = partitions;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.places = new String[partitions];
    this.answers = new Request[partitions];
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
  }

  /**
   * Lays a command open for all partitions.
   *
   * @param about what it is, for errors
   * @param bytes of every answer
   */
  public synchronized void publish(String about, Command command, int bytes) {
    if (missing > 0) {
      throw new IllegalStateException(subject + " is still open");
    }
    id++;
    subject = about;
    reply = Reply.of(id, command);
    answerBytes = bytes;
    Arrays.fill(answers, null);
    missing = partitions;
    moved = nanoTime.getAsLong();
  }

  /**
   * Waits until every partition has answered the open command.
   *
   * @return the answers in the order of the partitions, or nothing when the stage ended before
   * @throws CoresHeld when no task of a partition started within the limit
   * @throws TrainingException when another limit is over
   */
  public synchronized Optional<List<Request>> await() {
    while (missing > 0 && ended.isEmpty()) {
      refuseToWaitLonger();
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrainingCancelled("its thread was interrupted while it waited for " + subject);
      }
    }
    return missing > 0 ? Optional.empty() : Optional.of(List.of(answers));
  }

  /** Why the stage ended; only after {@link #await} returned nothing. */
  public synchronized Throwable reason() {
    return ended.orElseThrow();
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
      throw new CoresHeld(notStarted(absent) + limits.startHint());
    }
    if (absent.isEmpty() && waited > limits.answer().toNanos()) {
      throw new TrainingException(notAnswered(silent) + limits.answerHint());
    }
  }

  /** Whether all tasks of the newest submission have started. */
  public synchronized boolean started() {
    return Arrays.stream(places).noneMatch(String::isEmpty);
  }

  private String notStarted(List<Integer> absent) {
    return partition(absent)
        + " has no task, "
        + limits.start().toSeconds()
        + " s after its stage was submitted: tasks of a resident exchange all run at the same time,"
        + " so free a core for each, or set exchange: job";
  }

  private String notAnswered(List<Integer> silent) {
    return partition(silent)
        + " has not answered "
        + subject
        + " for "
        + limits.answer().toSeconds()
        + " s; its task is on "
        + places[silent.get(0)]
        + ": look into the log there";
  }

  private String partition(List<Integer> some) {
    String others = some.size() == 1 ? "" : " (and " + (some.size() - 1) + " more)";
    return "partition " + some.get(0) + " of " + partitions + others;
  }

  /**
   * Takes a message of a task.
   *
   * @return the reply
   * @throws IllegalArgumentException if the message cannot be of a task of this run
   */
  synchronized byte[] receive(Request request) {
    check(request);
    if (stopped || isVoid(request)) {
      return Reply.STOP;
    }
    switch (request.kind()) {
      case HELLO -> greet(request);
      case ANSWER -> accept(request);
      case POLL -> {}
    }
    return missing > 0 && request.command() < id ? reply : Reply.WAIT;
  }

  private void check(Request request) {
    boolean known =
        request.run() == run && request.partition() >= 0 && request.partition() < partitions;
    if (!known || request.command() > id) {
      throw new IllegalArgumentException(
          "a message about command "
              + request.command()
              + " of partition "
              + request.partition()
              + " of "
              + partitions
              + ", run "
              + Long.toHexString(request.run()));
    }
  }

  private boolean isVoid(Request request) {
    if (request.submission() != submission || request.stageAttempt() < stageAttempt) {
      return true;
    }
    if (request.stageAttempt() > stageAttempt) {
      begin(submission, request.stageAttempt());
    }
    return false;
  }

  private void greet(Request request) {
    places[request.partition()] = request.place();
    moved = nanoTime.getAsLong();
  }

  private void accept(Request request) {
    if (request.command() != id || answers[request.partition()] != null) {
      return;
    }
    if (request.payload() != answerBytes) {
      throw new IllegalArgumentException(
          "an answer to "
              + subject
              + " of "
              + request.payload()
              + " bytes: expected "
              + answerBytes);
    }
    answers[request.partition()] = request;
    moved = nanoTime.getAsLong();
    missing--;
    if (missing == 0) {
      notifyAll();
    }
  }
}
