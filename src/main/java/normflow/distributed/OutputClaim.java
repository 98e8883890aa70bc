package normflow.distributed;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.train.TrainingException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one run to write an output: the file {@code .<name>.claim} beside it, which only one
 * run can create.
 *
 * <p>The owner writes it again every few seconds as a sign of life. A claim is void when its
 * process is gone from this host, or after {@link #VOID_AFTER} without a sign of life; then another
 * run may take it. An owner that was thought dead and is not finds that out at {@link #check},
 * which comes before everything that it writes.
 */
public final class OutputClaim implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputClaim.class);
  private static final String UNKNOWN = "unknown";
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
  static final Duration VOID_AFTER = Duration.ofSeconds(60);

  private final Storage storage;
  private final Path output;
  private final Path file;
  private final Owner owner;
  private final ScheduledExecutorService heart;

  /** Who holds a claim. */
  record Owner(
      String host, long pid, String processStart, String run, String since, String unique) {

    static Owner of(String run) {
      return new Owner(
          hostName(),
          ProcessHandle.current().pid(),
          start(ProcessHandle.current()),
          run,
          Instant.now().toString(),
          UUID.randomUUID().toString());
    }

    /** Whether its process ran on this host and is gone: a pid that came again started later. */
    boolean isGone() {
      return !host.equals(UNKNOWN)
          && host.equals(hostName())
          && ProcessHandle.of(pid).filter(process -> start(process).equals(processStart)).isEmpty();
    }

    byte[] bytes() {
      return Codec.json(this).getBytes(StandardCharsets.UTF_8);
    }

    private static String start(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse(UNKNOWN);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return UNKNOWN;
      }
    }
  }

  private OutputClaim(Storage storage, Path output, Path file, Owner owner) {
    this.storage = storage;
    this.output = output;
    this.file = file;
    this.owner = owner;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "claim of " + output.getName());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Claims an output until {@link #close}.
   *
   * @param run what the owner calls itself, such as an application's id
   * @throws ConfigException if another run holds it
   */
  public static OutputClaim take(Storage storage, Path output, String run) {
    Path file = new Path(output.getParent(), "." + output.getName() + ".claim");
    Owner owner = Owner.of(run);
    if (!storage.writeNew(file, owner.bytes())) {
      requireVoid(storage, output, file, owner);
      takeOver(storage, output, file, owner);
    }
    OutputClaim claim = new OutputClaim(storage, output, file, owner);
    long period = SIGN_OF_LIFE.toMillis();
    var unused =
        claim.heart.scheduleWithFixedDelay(claim::beat, period, period, TimeUnit.MILLISECONDS);
    return claim;
  }

  /** Replaces a void claim; a second file lets one run at a time do that. */
  private static void takeOver(Storage storage, Path output, Path file, Owner taker) {
    Path turn = new Path(file.getParent(), file.getName() + ".turn");
    if (!storage.writeNew(turn, taker.bytes())) {
      requireVoid(storage, output, turn, taker);
      storage.delete(turn);
      if (!storage.writeNew(turn, taker.bytes())) {
        throw refused(output, turn, text(storage, turn), 0);
      }
    }
    try {
      if (!storage.writeNew(file, taker.bytes())) {
        String held = requireVoid(storage, output, file, taker);
        storage.overwrite(file, taker.bytes());
        LOG.info("took over the claim of a run that is gone: {}", words(held));
      }
    } finally {
      storage.delete(turn);
    }
  }

  /** Refuses a claim of a run that may be alive; what the claim says. */
  private static String requireVoid(Storage storage, Path output, Path file, Owner taker) {
    String held = text(storage, file);
    OptionalLong age = age(storage, file, taker);
    if (age.isPresent() && !isGone(held) && age.getAsLong() < VOID_AFTER.toMillis()) {
      throw refused(output, file, held, age.getAsLong());
    }
    return held;
  }

  /** Whether a claim says that its process is gone; a claim that says nothing does not. */
  private static boolean isGone(String held) {
    try {
      return Codec.json("claim", held, Owner.class).isGone();
    } catch (ConfigException e) {
      return false;
    }
  }

  /** Since the last sign of life, by the clock of the file system alone. */
  private static OptionalLong age(Storage storage, Path file, Owner taker) {
    Path now = new Path(file.getParent(), file.getName() + ".now." + taker.unique());
    storage.writeNew(now, new byte[0]);
    try {
      OptionalLong last = storage.modified(file);
      return last.isEmpty()
          ? last
          : OptionalLong.of(storage.modified(now).orElseThrow() - last.getAsLong());
    } finally {
      storage.delete(now);
    }
  }

  private static ConfigException refused(Path output, Path file, String held, long age) {
    return new ConfigException(
        "output = "
            + output
            + ": another run writes it ("
            + words(held)
            + "; last sign of life "
            + age / 1000
            + " s ago). Choose another folder or wait for that run; if it is gone, its claim "
            + file
            + " is void after "
            + VOID_AFTER.toSeconds()
            + " s",
        null);
  }

  private static String words(String claim) {
    return claim.replaceAll("[{}\"\\s]+", " ").strip();
  }

  /** What a claim says; empty if there is none or its owner is about to write it. */
  private static String text(Storage storage, Path file) {
    try {
      return storage.exists(file) ? storage.readText(file) : "";
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Makes sure that this run still holds its claim.
   *
   * @throws TrainingException if another run has taken it
   */
  public synchronized void check() {
    String held = text(storage, file);
    if (!held.isEmpty() && !held.equals(Codec.json(owner))) {
      throw new TrainingException(
          "output = "
              + output
              + ": another run took it over, as this one gave no sign of life for "
              + VOID_AFTER.toSeconds()
              + " s; this one stops and leaves it alone");
    }
  }

  private synchronized void beat() {
    try {
      check();
      storage.overwrite(file, owner.bytes());
    } catch (RuntimeException e) {
      LOG.warn("no sign of life in {}: {}", file, e.getMessage());
    }
  }

  /** Gives the output free. */
  @Override
  public void close() {
    heart.shutdownNow();
    try {
      boolean ended = heart.awaitTermination(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
      if (ended && text(storage, file).equals(Codec.json(owner))) {
        storage.delete(file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{} is left behind: {}", file, e.getMessage());
    }
  }
}
