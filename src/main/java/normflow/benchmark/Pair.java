package normflow.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.config.RunConfig;
import normflow.density.Density;
import normflow.spark.job.TrainingJob;
import normflow.storage.StoragePath;
import normflow.text.Nearest;
import org.apache.hadoop.fs.Path;

/**
 * A flow and the data set that it is trained on.
 *
 * @param data name of the data set
 * @param flow name of the flow
 * @param job that trains it
 */
public record Pair(String data, String flow, RunConfig job) {

  /**
   * The chosen pairs in the order of the configuration, one data set after the other.
   *
   * @param data names to choose, none for all
   * @param flows names to choose, none for all
   * @throws ConfigException if a name is unknown, or a flow and a data set do not go together
   */
  public static List<Pair> of(BenchmarkConfig config, List<String> data, List<String> flows) {
    Set<String> chosenData = chosen("--data", data, config.data().keySet());
    Set<String> chosenFlows = chosen("--flows", flows, config.flows().keySet());
    List<Pair> pairs = new ArrayList<>();
    for (String rows : config.data().keySet()) {
      for (String flow : config.flows().keySet()) {
        if (chosenData.contains(rows) && chosenFlows.contains(flow)) {
          pairs.add(new Pair(rows, flow, config.job(rows, flow)));
        }
      }
    }
    return pairs;
  }

  private static Set<String> chosen(String option, List<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ConfigException(
            option
                + " "
                + name
                + ": unknown"
                + Nearest.suggestion(name, known)
                + "; the choices are "
                + String.join(", ", known),
            null);
      }
    }
    return names.isEmpty() ? known : new LinkedHashSet<>(names);
  }

  /** Such as {@code two-moons/planar}. */
  public String name() {
    return data + "/" + flow;
  }

  /** The folder of the model. */
  public Path folder() {
    return StoragePath.of(job.output());
  }

  String configSha256() {
    return TrainingJob.configSha256(job, job.partitions());
  }

  /** The density of the rows if it is known and can be shown in the plane. */
  public Optional<Density> planeDensity() {
    return job.data().knownDensity().filter(density -> density.dim() == 2);
  }
}
