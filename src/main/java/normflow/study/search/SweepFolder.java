package normflow.study.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Mode;
import normflow.spark.output.Existing;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.study.Trial;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** The files of a sweep beside its trials, each replaced whole. */
public final class SweepFolder {

  private static final String SWEEP = "sweep.yaml";

  private final SparkSession session;
  private final Storage storage;
  private final SweepConfig config;
  private final Path folder;

  SweepFolder(SparkSession session, Storage storage, SweepConfig config) {
    this.session = session;
    this.storage = storage;
    this.config = config;
    this.folder = StoragePath.of(config.output());
  }

  /**
   * Refuses to go on with a sweep of another configuration.
   *
   * @throws ConfigException that says what differs
   */
  public static void requireSame(Storage storage, SweepConfig config) {
    Path path = new Path(StoragePath.of(config.output()), SWEEP);
    if (!storage.exists(path)) {
      if (storage.exists(path.getParent())) {
        throw new ConfigException(
            "output = "
                + config.output()
                + ": there is no "
                + SWEEP
                + " in it, so it is no sweep to go on with; choose another folder",
            null);
      }
      return;
    }
    // What is made of its trials in the end changes none of them.
    SweepConfig before =
        Codec.yaml(path.toString(), storage.readText(path), SweepConfig.class)
            .withEnsemble(config.ensemble());
    List<String> differences = Differences.between(before, config);
    if (!differences.isEmpty()) {
      throw new ConfigException(
          "output = "
              + config.output()
              + ": the sweep was begun with another configuration ("
              + String.join("; ", differences)
              + "); choose another output, or begin anew with --overwrite",
          null);
    }
  }

  /**
   * A sweep that goes on as it was begun: one of a version before rungs compared cooled copies has
   * none of them.
   */
  SweepConfig asBegun(Existing existing) {
    Path path = new Path(folder, SWEEP);
    if (existing != Existing.RESUME || !storage.exists(path)) {
      return config;
    }
    // Where there is a halving the key is written, whatever its value.
    return storage.readText(path).contains("cooldown:") ? config : config.withoutCooldown();
  }

  /**
   * Refuses an order that is not there, or that no search here would take.
   *
   * @param replayed folder of a sweep
   * @throws ConfigException if it has none, or the trials are all known before
   */
  public static void requireOrder(Storage storage, SweepConfig config, String replayed) {
    if (config.search().learning().isEmpty()) {
      throw new ConfigException(
          "--replay = "
              + replayed
              + ": is for search: {type: auto} or tpe, whose trials come in an order",
          null);
    }
    Journal.replayed(storage, StoragePath.of(replayed));
  }

  /**
   * Leaves the configuration, with the mode that was chosen.
   *
   * @throws ConfigException if the sweep was begun in another one
   */
  void begin(Mode mode) {
    Path path = new Path(folder, SWEEP);
    if (!storage.exists(path)) {
      storage.write(path, Codec.yaml(config.withMode(mode)));
      return;
    }
    Mode before = Codec.yaml(path.toString(), storage.readText(path), SweepConfig.class).mode();
    if (before != mode) {
      throw new ConfigException(
          Numbers.format(
              "output = %s: the sweep was begun with mode = %s, which decides the"
                  + " bits; go on with --mode %s",
              config.output(), name(before), name(before)),
          null);
    }
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** Leaves the job of a trial in its folder. */
  void begin(Trial trial) {
    storage.write(
        new Path(trial.folder(), "config.yaml"),
        Codec.yaml("Trial " + trial.number() + ": " + trial.description(), trial.job()));
  }

  /** Leaderboard and best job. */
  Map<String, String> tables(Leaderboard board) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("leaderboard.csv", board.table().csv());
    board.best().ifPresent(best -> files.put("best.yaml", job(best, board)));
    return files;
  }

  /** At the end of the sweep: the leaderboard as Parquet, too. */
  void end(Leaderboard board) {
    Path path = new Path(folder, "leaderboard.parquet");
    board
        .table()
        .dataset(session)
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(storage.temporary(path).toString());
    storage.replace(path);
  }

  private String job(Leaderboard.Row best, Leaderboard board) {
    return Codec.yaml(
        "The best of "
            + board.trials()
            + " trials by validation likelihood: trial "
            + best.trial().number()
            + ", "
            + best.trial().description(),
        best.trial().job().withOutput(config.output() + "/best"));
  }
}
