package normflow.spark.job;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job that leaves keys out got from its table: {@code defaults.json} in its output, by which
 * a resumed run goes on.
 *
 * @param storage that holds the output
 * @param job as it is given
 */
record KeptDefaults(Storage storage, RunConfig job) {

  private static final Logger LOG = LoggerFactory.getLogger(KeptDefaults.class);

  /** Those of the run that there is to go on with; one of before they were kept had its own. */
  Optional<TableDefaults> read() {
    Path file = file();
    if (storage.exists(file)) {
      return Optional.of(Codec.json(file.toString(), storage.readText(file), TableDefaults.class));
    }
    return storage.exists(new Path(StoragePath.of(job.output()), "checkpoints"))
        ? Optional.of(TableDefaults.before())
        : Optional.empty();
  }

  /** Those of the run that there is to go on with, or new ones, which are kept. */
  TableDefaults orElse(Supplier<TableDefaults> rule) {
    return read().orElseGet(() -> kept(rule.get()));
  }

  /** Keeps what the table says. */
  TableDefaults kept(TableDefaults defaults) {
    if (job.flow().standsForSeveral()
        || !job.settled(defaults).equals(job)
        || !job.settled(TableDefaults.before()).equals(job)) {
      storage.write(file(), Codec.json(defaults));
    }
    return defaults;
  }

  /** Says what a job takes of them. */
  void tell(TableDefaults defaults) {
    Map<String, Object> taken = Codec.found(job.settled(defaults), job.leftOut());
    taken.computeIfPresent(
        "training.optimizer.weightDecay",
        (key, value) ->
            defaults.weightDecays().stream().map(String::valueOf).collect(joining(" or ")));
    if (!taken.isEmpty() && defaults.rows() > 0) {
      LOG.info(
          "defaults for {} rows of {} columns: {}",
          Numbers.format("%,d", defaults.rows()),
          defaults.columns(),
          taken.entrySet().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue())
              .collect(joining(", "))
              .replaceAll("training\\.(optimizer\\.)?", ""));
    }
  }

  private Path file() {
    return new Path(StoragePath.of(job.output()), "defaults.json");
  }
}
