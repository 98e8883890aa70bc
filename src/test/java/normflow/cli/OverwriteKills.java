package normflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import normflow.flow.Flow;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A driver that is to replace a good model and is killed on the way. By hand: {@code main} with the
 * number of kills of each kind, for which the class path of the tests is needed.
 */
final class OverwriteKills {

  /** What the driver hears. */
  enum Signal {
    /** {@code kill -9}. */
    KILL,
    /** {@code SIGTERM}, which leaves it some time. */
    TERM
  }

  private final Path folder;
  private final Path job;
  private final String before;
  private final String after;

  /** Trains the old model and, elsewhere, the one that is to take its place. */
  OverwriteKills(Path folder) throws IOException {
    this.folder = folder;
    this.job = job("new", 2);
    Commands.ok("train", job("old", 1).toString(), "--no-report", "--quiet");
    Commands.ok("train", job.toString(), "--no-report", "--quiet", "--output", path("undisturbed"));
    this.before = digest(folder.resolve("model"));
    this.after = digest(folder.resolve("undisturbed"));
    copy(folder.resolve("model"), folder.resolve("kept"));
  }

  private Path job(String name, int seed) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: generated, density: two-circles, rows: 2000}
        validation: {share: 0.1}
        test: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 200, validationInterval: 50, seed: %d}
        checkpoints: {steps: 5, keep: 2}
        partitions: 2
        output: %s
        """
            .formatted(seed, path("model")));
  }

  /** Puts the old model where it was before any kill. */
  void restore() throws IOException {
    for (String name : List.of("model", ".model.tmp", ".model.old")) {
      new Storage(new Configuration()).delete(new org.apache.hadoop.fs.Path(path(name)));
    }
    copy(folder.resolve("kept"), folder.resolve("model"));
  }

  DriverProcess start(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", job.toString()));
    arguments.addAll(List.of("--no-report", "--quiet"));
    arguments.addAll(List.of(options));
    return DriverProcess.start(folder.resolve("log.txt"), arguments);
  }

  /** Waits until a folder of the new half has such a file. */
  void awaitHalf(DriverProcess driver, String parent, Predicate<String> name)
      throws IOException, InterruptedException {
    Path place = folder.resolve(".model.tmp").resolve(parent);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DriverProcess.LIMIT_SECONDS);
    while (driver.process().isAlive() && System.nanoTime() < end) {
      if (Files.exists(place)) {
        try (Stream<Path> files = Files.list(place)) {
          if (files.anyMatch(file -> name.test(file.getFileName().toString()))) {
            return;
          }
        }
      }
      Thread.sleep(1);
    }
  }

  /** Ends the driver; its exit status. */
  static int end(DriverProcess driver, Signal signal) throws IOException, InterruptedException {
    if (signal == Signal.TERM) {
      driver.process().destroy();
      return driver.finish();
    }
    return driver.kill();
  }

  /** Which of the two models every reader finds: {@code old} or {@code new}, whole. */
  String found() {
    var path = new org.apache.hadoop.fs.Path(path("model"));
    ModelStore store = new ModelStore(new Storage(new Configuration()));
    Flow flow = store.load(path).flow();
    Commands.ok("inspect", path("model"));
    String scored = path("scored");
    String[] score = {
      "score", "--model", path("model"), "--data", path("rows"), "--column", "p", "--overwrite"
    };
    if (Files.notExists(folder.resolve("rows"))) {
      Commands.ok(
          "generate", "--density", "two-circles", "--rows", "100", "--output", path("rows"));
    }
    Commands.ok(
        Stream.concat(Stream.of(score), Stream.of("--output", scored)).toArray(String[]::new));
    String digest = digest(standing());
    if (!digest.equals(before) && !digest.equals(after)) {
      throw new AssertionError("neither the old model nor the new one, of " + flow.dim());
    }
    return digest.equals(before) ? "old" : "new";
  }

  private Path standing() {
    Path model = folder.resolve("model");
    return Files.exists(model) ? model : folder.resolve(".model.old");
  }

  /** Goes on in this JVM; whether that gives the undisturbed bits and leaves nothing behind. */
  boolean resumes() throws IOException {
    Commands.ok("train", job.toString(), "--no-report", "--quiet", "--resume");
    return digest(folder.resolve("model")).equals(after)
        && Stream.of(".model.tmp", ".model.old", ".model.claim")
            .allMatch(name -> Files.notExists(folder.resolve(name)));
  }

  /** As the stored parameters have it, not as a file says. */
  private static String digest(Path model) {
    try {
      byte[] bytes = Files.readAllBytes(model.resolve("parameters.safetensors"));
      return java.util.HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Kills drivers of both kinds at random moments of their lives; prints what was found. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int kills = Integer.parseInt(arguments[0]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    OverwriteKills attack = new OverwriteKills(Files.createTempDirectory("kills"));
    long began = System.nanoTime();
    attack.start("--overwrite").finish();
    long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    System.out.println("a run takes " + whole + " ms");
    for (Signal signal : Signal.values()) {
      for (int kill = 1; kill <= kills; kill++) {
        attack.restore();
        DriverProcess driver = attack.start("--overwrite");
        // The second half of its life has most of the files.
        long moment =
            kill % 2 == 0 ? random.nextLong(whole) : whole / 2 + random.nextLong(whole / 2);
        Thread.sleep(moment);
        int status = end(driver, signal);
        String found = attack.found();
        boolean half = Files.exists(attack.folder.resolve(".model.tmp"));
        boolean same = (half || found.equals("new")) ? attack.resumes() : found.equals("old");
        System.out.printf(
            "%s after %5d ms: status %3d, the %s model is found, %s: %s%n",
            signal,
            moment,
            status,
            found,
            half ? "a half is left" : "no half",
            same ? "same bits" : "WRONG");
        if (!same) {
          throw new AssertionError("see above");
        }
      }
    }
    session.stop();
  }
}
