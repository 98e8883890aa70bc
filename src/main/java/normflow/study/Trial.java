package normflow.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import normflow.spark.checkpoint.DecisiveConfig;
import normflow.storage.StoragePath;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;

/**
 * One job of a study.
 *
 * @param number from 1 on, in the order of the search
 * @param name of its folder below the study's
 * @param settings by the path of their key
 * @param job that trains it
 */
public record Trial(int number, String name, Map<String, Setting> settings, RunConfig job) {

  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** The folder of the model. */
  public Path folder() {
    return StoragePath.of(job.output());
  }

  /** Such as {@code flow = nsf, training.seed = 1}. */
  public String description() {
    return describe(settings);
  }

  /** Settings in a line. */
  public static String describe(Map<String, Setting> settings) {
    return settings.entrySet().stream()
        .map(entry -> Shown.value(entry.getKey()) + " = " + Shown.value(entry.getValue().text()))
        .collect(Collectors.joining(", "));
  }

  /** The same trial by another job. */
  public Trial with(RunConfig other) {
    return new Trial(number, name, settings, other);
  }

  /** The digest of everything that decides the bits of the result. */
  public String configSha256() {
    return DecisiveConfig.sha256(job, job.partitions());
  }

  /** Whether a digest is that of the job, or was before what it leaves out followed from tables. */
  boolean isOf(String sha256) {
    RunConfig before = job.settled(TableDefaults.before());
    return sha256.equals(configSha256())
        || sha256.equals(DecisiveConfig.sha256(before, job.partitions()));
  }
}
