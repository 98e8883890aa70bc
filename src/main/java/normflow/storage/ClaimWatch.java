package normflow.storage;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.OutputClaim.Owner;
import normflow.text.Shown;
import normflow.train.TrainingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether the run that a claim names may be alive: by its process if that is in sight, else
 * by the beats that the claim has while one watches it. No clock counts but that of the watcher's
 * own waiting, which cannot be stepped.
 *
 * @param storage that holds the claim
 * @param proc where the system tells of processes
 * @param nanoTime the time of waiting
 * @param rest waits for some milliseconds
 */
record ClaimWatch(Storage storage, Path proc, LongSupplier nanoTime, Rest rest) {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimWatch.class);
  private static final Duration VOID_AFTER = OutputClaim.VOID_AFTER;
  private static final long LOOK_MILLIS = 1_000;
  private static final int MOST_WORDS = 500;
  private static final int KEY_DIGITS = 32;

  /** A wait. */
  interface Rest {
    void millis(long count) throws InterruptedException;
  }

  /** What a claim is at a moment: every beat is another one. */
  record Sign(String text, OptionalLong modified) {

    /** What it says about its owner; nothing if it is damaged or of another version. */
    Optional<Owner> owner() {
      try {
        return Optional.of(Codec.json("claim", text, Owner.class));
      } catch (ConfigException e) {
        return Optional.empty();
      }
    }

    /** Who it is of, for people. */
    String words() {
      return owner().map(Owner::words).orElseGet(this::start);
    }

    /** Another one for every other sign; can be part of a file's name. */
    String key() {
      String all = text + "@" + modified;
      return Digest.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_DIGITS);
    }

    private String start() {
      String start = text.substring(0, Math.min(MOST_WORDS, text.length()));
      return Shown.line(start.replaceAll("[{}\"\\s]+", " ").strip());
    }
  }

  static ClaimWatch of(Storage storage) {
    return new ClaimWatch(storage, ProcessIdentity.PROC, System::nanoTime, Thread::sleep);
  }

  /** What a claim is now; an empty text if there is none or its owner is about to write it. */
  Sign sign(org.apache.hadoop.fs.Path claim) {
    return new Sign(text(claim), storage.modified(claim));
  }

  private String text(org.apache.hadoop.fs.Path claim) {
    try {
      return storage.exists(claim) ? storage.readText(claim) : "";
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Waits for as long as it takes to know that a claim is void.
   *
   * @param output that is claimed
   * @return the claim as it was all the time
   * @throws ConfigException if its run is alive
   */
  Sign requireVoid(org.apache.hadoop.fs.Path output, org.apache.hadoop.fs.Path claim) {
    Sign sign = sign(claim);
    Optional<ProcessIdentity> process = sign.owner().flatMap(Owner::process);
    boolean inSight =
        process.isPresent()
            && ProcessIdentity.here(proc).filter(process.get()::isInSightOf).isPresent();
    if (!inSight) {
      watch(output, claim, sign);
    } else if (process.get().isAlive(proc)) {
      throw new ConfigException(
          refused(output, sign)
              + ", its process is alive). Choose another folder, or wait for that run or end it",
          null);
    }
    return sign;
  }

  private void watch(org.apache.hadoop.fs.Path output, org.apache.hadoop.fs.Path claim, Sign sign) {
    LOG.info(
        "output = {}: claimed by a run whose process cannot be seen from here ({}); waiting {} s"
            + " for a sign of life",
        output,
        sign.words(),
        VOID_AFTER.toSeconds());
    long began = nanoTime.getAsLong();
    while (nanoTime.getAsLong() - began < VOID_AFTER.toNanos()) {
      try {
        rest.millis(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrainingException("interrupted while waiting for the claim on " + output);
      }
      Sign now = sign(claim);
      if (now.modified().isEmpty()) {
        return;
      }
      if (!now.equals(sign)) {
        throw new ConfigException(
            refused(output, now)
                + ", which has just given a sign of life). Choose another folder or wait for that"
                + " run; if it ends without a word, its claim "
                + claim
                + " is void "
                + VOID_AFTER.toSeconds()
                + " s later",
            null);
      }
    }
  }

  /** Refuses a claim that another run has taken meanwhile. */
  ConfigException overtaken(org.apache.hadoop.fs.Path output, org.apache.hadoop.fs.Path claim) {
    return new ConfigException(
        refused(output, sign(claim)) + ", which was faster). Choose another folder or wait for it",
        null);
  }

  private static String refused(org.apache.hadoop.fs.Path output, Sign sign) {
    return "output = " + output + ": another run writes it (" + sign.words();
  }
}
