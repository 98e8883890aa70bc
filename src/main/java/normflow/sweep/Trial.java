package normflow.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import normflow.config.RunConfig;
import normflow.spark.job.TrainingJob;
import normflow.storage.StoragePath;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;

/**
 * One job of a sweep.
 *
 * @param number from 1 on, in the order of the search
 * @param settings by the path of their key
 * @param job that trains it
 */
public record Trial(int number, Map<String, Setting> settings, RunConfig job) {

  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** The folder of the model. */
  public Path folder() {
    return StoragePath.of(job.output());
  }

  /** The name of the folder. */
  public String name() {
    return folder().getName();
  }

  /** Such as {@code flow = nsf, training.seed = 1}. */
  public String description() {
    return describe(settings);
  }

  static String describe(Map<String, Setting> settings) {
    return settings.entrySet().stream()
        .map(entry -> Shown.value(entry.getKey()) + " = " + Shown.value(entry.getValue().text()))
        .collect(Collectors.joining(", "));
  }

  Trial with(RunConfig other) {
    return new Trial(number, settings, other);
  }

  /** The digest of everything that decides the bits of the result. */
  String configSha256() {
    return TrainingJob.configSha256(job, job.partitions());
  }
}
