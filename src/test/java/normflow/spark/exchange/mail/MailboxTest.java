package normflow.spark.exchange.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.spark.work.Command;
import normflow.spark.work.Command.Kind;
import normflow.spark.work.PartitionResult;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** The protocol of resident tasks, without Spark. */
class MailboxTest {

  private static final long RUN = 77;

  private final AtomicLong now = new AtomicLong();
  private final Mailbox mailbox =
      new Mailbox(
          RUN,
          2,
          new WaitLimits(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60)),
          now::get);

  @Test
  void messagesComeBackAsTheyWere() {
    Command command =
        new Command(Kind.GRADIENT, 1L << 40, 3, 7, new float[] {1, -0f, 3e-40f}, new float[] {5});
    Command read = Reply.read(Reply.of(12, command).bytes()).command();
    assertEquals(command.step(), read.step());
    assertEquals(command.steps(), read.steps());
    assertEquals(command.updates(), read.updates());
    assertArrayEquals(command.parameters(), read.parameters());
    assertArrayEquals(command.optimizerState(), read.optimizerState());
    assertEquals(12, Reply.read(Reply.of(12, command).bytes()).id());

    Request request = Request.read(sender(1, 0, 1).answer(3, result(4)));
    assertEquals(
        new Request(sender(1, 0, 1), Request.Kind.ANSWER, 3, request.bytes(), 36), request);
    PartitionResult back = PartitionResult.decode(request.bytes(), request.offset(), 2, 1);
    assertEquals(4, back.sum().loss());
    assertArrayEquals(new float[] {4, 0.5f}, back.sum().gradient());
    assertArrayEquals(new double[] {4}, back.sum().statistics().mean());
  }

  @Test
  void cutAndForeignMessagesAreErrors() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] good = sender(1, 0, 0).answer(0, result(1));
    mailbox.submit();
    open(Kind.GRADIENT);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length));
      assertThrows(IllegalArgumentException.class, () -> mailbox.receive(Request.read(bytes)));
    }
    byte[] reply = Reply.of(1, Command.of(Kind.GRADIENT, 0, new float[9])).bytes();
    for (int length = 0; length < reply.length; length++) {
      byte[] bytes = java.util.Arrays.copyOf(reply, length);
      assertThrows(IllegalArgumentException.class, () -> Reply.read(bytes));
    }
    assertThrows(IllegalArgumentException.class, () -> say(sender(1, 0, 2).poll(-1)));
    assertThrows(IllegalArgumentException.class, () -> say(sender(1, 0, 1).poll(1)));
  }

  @Test
  void answersComeInTheOrderOfPartitionsAndOnlyOnce() {
    mailbox.submit();
    Request.Sender first = sender(1, 0, 0);
    Request.Sender second = sender(1, 0, 1);
    assertEquals(Reply.Kind.WAIT, say(first.hello("a")).kind());
    say(second.hello("b"));
    open(Kind.GRADIENT);
    Reply command = say(second.poll(-1));
    assertEquals(Reply.Kind.COMMAND, command.kind());
    assertEquals(Reply.Kind.WAIT, say(second.answer(0, result(2))).kind());
    say(second.answer(0, result(9)));
    assertEquals(Reply.Kind.COMMAND, say(first.poll(-1)).kind());
    say(first.answer(0, result(1)));
    assertEquals(List.of(1.0, 2.0), losses());
    // A late answer to a command that is over, and a task that asks meanwhile.
    assertEquals(Reply.Kind.WAIT, say(second.answer(0, result(9))).kind());
    assertEquals(Reply.Kind.WAIT, say(sender(1, 0, 0).poll(-1)).kind());
    open(Kind.GRADIENT);
    assertEquals(1, say(second.answer(0, result(9))).id());
    say(first.answer(1, result(3)));
    say(second.answer(1, result(4)));
    assertEquals(List.of(3.0, 4.0), losses());
  }

  /** Also where the answers are there already, and nothing has to be waited for. */
  @Test
  void anInterruptedThreadGetsNoAnswers() {
    mailbox.submit();
    open(Kind.GRADIENT);
    say(sender(1, 0, 0).answer(0, result(1)));
    say(sender(1, 0, 1).answer(0, result(2)));
    Thread.currentThread().interrupt();
    assertThrows(TrainingCancelled.class, mailbox::await);
    assertTrue(Thread.interrupted());
    assertEquals(List.of(1.0, 2.0), losses());
  }

  @Test
  void anEarlierSubmissionIsToldToStopAndItsAnswersAreForgotten() {
    mailbox.submit();
    open(Kind.GRADIENT);
    say(sender(1, 0, 0).answer(0, result(9)));
    mailbox.ended(1, new IllegalStateException("lost"));
    assertEquals(Optional.empty(), mailbox.await());
    assertEquals("lost", mailbox.reason().getMessage());
    mailbox.submit();
    mailbox.ended(1, new IllegalStateException("an old story"));
    assertEquals(Reply.Kind.STOP, say(sender(1, 0, 1).answer(0, result(9))).kind());
    say(sender(2, 0, 0).answer(0, result(1)));
    // Spark tries the stage again by itself: what its first attempt said is void too.
    say(sender(2, 1, 1).answer(0, result(2)));
    assertEquals(Reply.Kind.STOP, say(sender(2, 0, 0).poll(-1)).kind());
    assertEquals(Reply.Kind.COMMAND, say(sender(2, 1, 0).poll(-1)).kind());
    say(sender(2, 1, 0).answer(0, result(3)));
    assertEquals(List.of(3.0, 2.0), losses());
  }

  @Test
  void afterTheEndEverybodyStops() {
    mailbox.submit();
    open(Kind.VALIDATION);
    mailbox.stop();
    assertEquals(Reply.Kind.STOP, say(sender(1, 0, 0).poll(-1)).kind());
    assertEquals(Reply.Kind.STOP, say(sender(1, 0, 1).answer(0, result(1))).kind());
  }

  @Test
  void waitsEndWithWhatIsMissing() {
    mailbox.submit();
    open(Kind.GRADIENT);
    now.set(Duration.ofSeconds(61).toNanos());
    String message = assertThrows(TrainingException.class, mailbox::await).getMessage();
    assertTrue(message.startsWith("partition 0 of 2 (and 1 more) has no task, 60 s"), message);
    say(sender(1, 0, 0).hello("executor 1 at a"));
    say(sender(1, 0, 1).hello("executor 2 at b"));
    say(sender(1, 0, 0).answer(0, result(1)));
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    message = assertThrows(TrainingException.class, mailbox::await).getMessage();
    assertTrue(message.startsWith("partition 1 of 2 has not answered step 5 for 60 s"), message);
    assertTrue(message.contains("executor 2 at b"), message);
    assertTrue(message.contains("spark.normflow.exchange.answerTimeout"), message);
  }

  @Test
  void theWaitingDriverIsWoken() {
    mailbox.submit();
    open(Kind.GRADIENT);
    CompletableFuture<List<Double>> losses = CompletableFuture.supplyAsync(this::losses);
    say(sender(1, 0, 1).answer(0, result(2)));
    say(sender(1, 0, 0).answer(0, result(1)));
    assertEquals(List.of(1.0, 2.0), losses.join());
  }

  @Test
  void anOpenCommandIsNotReplaced() {
    mailbox.submit();
    open(Kind.GRADIENT);
    assertThrows(IllegalStateException.class, () -> open(Kind.GRADIENT));
  }

  @Test
  void pausesGrowWithTheWaitAndAreBounded() {
    assertEquals(50_000, Pause.after(0));
    assertEquals(1_000_000, Pause.after(8_000_000));
    assertEquals(20_000_000, Pause.after(Long.MAX_VALUE));
  }

  @Test
  void theReplyIsTheSameArrayForAll() {
    mailbox.submit();
    open(Kind.GRADIENT);
    byte[] first = mailbox.poll(sender(1, 0, 0), -1).bytes();
    assertSame(first, mailbox.poll(sender(1, 0, 1), -1).bytes());
  }

  @Test
  void tasksOfThisProcessHandOverWhatTheyHave() throws Exception {
    mailbox.submit();
    Switchboard board = new Switchboard(new SparkConf(false));
    board.connect(RUN, mailbox);
    Station near = new NearStation("driver", board);
    Request.Sender first = sender(1, 0, 0);
    Request.Sender second = sender(1, 0, 1);
    assertEquals(Reply.Kind.WAIT, near.hello(first, "a").kind());
    assertEquals(Reply.Kind.WAIT, near.await(second, -1, 0).kind());
    CompletableFuture<Reply> woken =
        CompletableFuture.supplyAsync(
            () -> {
              Reply reply = near.await(second, -1, 0);
              while (reply.kind() == Reply.Kind.WAIT) {
                reply = near.await(second, -1, 0);
              }
              return reply;
            });
    Command command = Command.of(Kind.GRADIENT, 5, new float[3]);
    mailbox.publish("step 5", command, 2, 1);
    assertSame(command, woken.get().command());
    PartitionResult result = result(2);
    near.answer(second, 0, result);
    near.answer(first, 0, result(1));
    assertSame(result, mailbox.await().orElseThrow().get(1));
    board.disconnect(RUN);
    assertEquals(Reply.Kind.STOP, near.await(first, 0, 0).kind());
  }

  @Test
  void aTaskThatIsInterruptedWhileItWaitsLooksUp() {
    mailbox.submit();
    Switchboard board = new Switchboard(new SparkConf(false));
    board.connect(RUN, mailbox);
    Thread.currentThread().interrupt();
    Reply reply = new NearStation("driver", board).await(sender(1, 0, 0), -1, 0);
    assertTrue(Thread.interrupted());
    assertEquals(Reply.Kind.WAIT, reply.kind());
  }

  private void open(Kind kind) {
    mailbox.publish("step 5", Command.of(kind, 5, new float[3]), 2, 1);
  }

  private Reply say(byte[] message) {
    return Reply.read(mailbox.receive(Request.read(message)).bytes());
  }

  private List<Double> losses() {
    return mailbox.await().orElseThrow().stream().map(answer -> answer.sum().loss()).toList();
  }

  private static Request.Sender sender(int submission, int stageAttempt, int partition) {
    return new Request.Sender(RUN, submission, stageAttempt, partition);
  }

  private static PartitionResult result(double loss) {
    Moments moments = new Moments(2, new double[] {loss}, new double[] {0});
    return new PartitionResult(
        5, new GradientSum(2, loss, new float[] {(float) loss, 0.5f}, moments));
  }
}
