package normflow.storage;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.text.Shown;
import normflow.train.TrainingException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one run to write an output: the file {@code .<name>.claim} beside it, which only one
 * run can create.
 *
 * <p>The owner writes it again every few seconds as a sign of life, each another one. A claim is
 * void when its process is gone from this machine, or when it gave no sign for {@link #VOID_AFTER}
 * to a run that watched it; then that run may take it. An owner that was thought dead and is not
 * finds that out at {@link #check}, which comes before everything that it writes.
 */
public final class OutputClaim implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputClaim.class);
  private static final String UNKNOWN = "unknown";
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
  static final Duration VOID_AFTER = Duration.ofSeconds(60);

  private final Storage storage;
  private final ClaimWatch watch;
  private final Path output;
  private final Path file;
  private final ScheduledExecutorService heart;
  private Owner owner;

  /**
   * Who holds a claim.
   *
   * @param process empty where the system does not say
   * @param beats signs of life so far
   */
  record Owner(
      String host,
      Optional<ProcessIdentity> process,
      String run,
      String since,
      String unique,
      long beats) {

    static Owner of(String run, Optional<ProcessIdentity> process) {
      String unique = UUID.randomUUID().toString();
      return new Owner(hostName(), process, run, Instant.now().toString(), unique, 0);
    }

    /** Such as {@code local-1700000000000 since 2026-01-01T00:00:00Z, process 77 on node3}. */
    String words() {
      String where = process.map(known -> "process " + known.pid() + " on " + host).orElse(host);
      return Shown.line(run + " since " + since + ", " + where);
    }

    Owner beat() {
      return new Owner(host, process, run, since, unique, beats + 1);
    }

    byte[] bytes() {
      return Codec.json(this).getBytes(StandardCharsets.UTF_8);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return UNKNOWN;
      }
    }
  }

  private OutputClaim(ClaimWatch watch, Path output, Path file, Owner owner) {
    this.storage = watch.storage();
    this.watch = watch;
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
    return take(ClaimWatch.of(storage), output, run);
  }

  static OutputClaim take(ClaimWatch watch, Path output, String run) {
    Path file = new Path(output.getParent(), "." + output.getName() + ".claim");
    Owner owner = Owner.of(run, ProcessIdentity.here(watch.proc()));
    hold(watch, output, file, owner, file);
    OutputClaim claim = new OutputClaim(watch, output, file, owner);
    long period = SIGN_OF_LIFE.toMillis();
    var unused =
        claim.heart.scheduleWithFixedDelay(claim::beat, period, period, TimeUnit.MILLISECONDS);
    return claim;
  }

  /** Creates a file of claims, the claim itself or a turn, or takes the place of a void one. */
  private static void hold(ClaimWatch watch, Path output, Path file, Owner taker, Path created) {
    Storage storage = watch.storage();
    if (storage.writeNew(created, taker.bytes())) {
      return;
    }
    ClaimWatch.Sign held = watch.requireVoid(output, created);
    if (!storage.writeNew(created, taker.bytes())) {
      takeOver(watch, output, file, taker, created, held);
    }
  }

  /**
   * Replaces a file that was void. The turn to do that is a file of its own for every void content,
   * so that a turn never stands for another content than the one its taker saw: who gets a turn
   * late, when it has been used and deleted, finds another content and has lost.
   */
  private static void takeOver(
      ClaimWatch watch, Path output, Path file, Owner taker, Path replaced, ClaimWatch.Sign held) {
    Storage storage = watch.storage();
    Path turn = new Path(file.getParent(), file.getName() + ".turn-" + held.key());
    hold(watch, output, file, taker, turn);
    try {
      if (!watch.sign(replaced).equals(held)) {
        throw watch.overtaken(output, replaced);
      }
      storage.delete(replaced);
      if (!storage.writeNew(replaced, taker.bytes())) {
        throw watch.overtaken(output, replaced);
      }
      LOG.info("took over the claim of a run that is gone: {}", held.words());
    } finally {
      storage.delete(turn);
    }
  }

  /**
   * Makes sure that this run still holds its claim.
   *
   * @throws TrainingException if another run has taken it
   */
  public synchronized void check() {
    if (isLost(watch.sign(file))) {
      throw new TrainingException(
          "output = "
              + output
              + ": another run took it over, as this one gave no sign of life for "
              + VOID_AFTER.toSeconds()
              + " s; this one stops and leaves it alone");
    }
  }

  /** A claim that is not there, or being written, is nobody else's. */
  private boolean isLost(ClaimWatch.Sign sign) {
    return !sign.text().isEmpty() && !isMine(sign);
  }

  private boolean isMine(ClaimWatch.Sign sign) {
    return sign.owner().filter(holder -> holder.unique().equals(owner.unique())).isPresent();
  }

  private synchronized void beat() {
    try {
      check();
      owner = owner.beat();
      storage.overwrite(file, owner.bytes());
    } catch (RuntimeException e) {
      // The end interrupts what is being written.
      if (!heart.isShutdown()) {
        LOG.warn("no sign of life in {}: {}", file, e.getMessage());
      }
    }
  }

  /** Gives the output free. */
  @Override
  public void close() {
    heart.shutdownNow();
    // An interrupted run lets its output go too.
    boolean interrupted = Thread.interrupted();
    try {
      boolean ended = heart.awaitTermination(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
      if (ended && isMine(watch.sign(file))) {
        storage.delete(file);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (RuntimeException e) {
      LOG.warn("{} is left behind: {}", file, e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
