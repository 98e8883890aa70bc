package normflow.study.search;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import normflow.codec.ConfigException;
import normflow.config.Repeats;
import normflow.config.RunConfig;

/**
 * The keys that repeats give values to, which no trial may do.
 *
 * @param repeats of all trials
 */
record RepeatedKeys(Repeats repeats) {

  /**
   * Makes sure that splits differ.
   *
   * @throws ConfigException if a job holds no rows out by share, so that none has others
   */
  void requireHeldOut(RunConfig job) {
    if (repeats.splits() > 1 && job.validating().share() == 0 && job.test().share() == 0) {
      throw new ConfigException(
          "repeats.splits = "
              + repeats.splits()
              + ": no rows are held out by share, so that all splits are the same; leave splits out"
              + " and give repeats.seeds, or give a validation.share",
          null);
    }
  }

  /**
   * Makes sure that trials leave the repeats their keys.
   *
   * @param paths that a trial gives values to
   * @throws ConfigException if one is a key of the repeats
   */
  void requireFree(Set<String> paths) {
    for (String key : taken().keySet()) {
      if (paths.contains(key)) {
        throw new ConfigException(
            "axes." + key + " and repeats, which give it values of their own: leave one out", null);
      }
    }
  }

  /**
   * Makes sure that trials have the same seeds and splits, also where a value of a whole key, such
   * as {@code training}, has one in it.
   *
   * @throws ConfigException if they have not
   */
  void requireShared(RunConfig one, RunConfig other) {
    taken()
        .forEach(
            (key, seed) -> {
              if (seed.applyAsLong(one) != seed.applyAsLong(other)) {
                throw new ConfigException(
                    key
                        + " is "
                        + seed.applyAsLong(one)
                        + " in a trial and "
                        + seed.applyAsLong(other)
                        + " in another, and repeats give it values of their own: leave one out",
                    null);
              }
            });
  }

  /** The keys that trials must leave to the repeats. */
  private Map<String, ToLongFunction<RunConfig>> taken() {
    Map<String, ToLongFunction<RunConfig>> taken = new LinkedHashMap<>();
    if (repeats.seeds() > 1) {
      taken.put("training.seed", job -> job.training().seed());
    }
    if (repeats.splits() > 1) {
      taken.put("splitSeed", RunConfig::seedOfSplit);
    }
    return taken;
  }
}
