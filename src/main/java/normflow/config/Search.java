package normflow.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.provider.Typed;

/** Which trials a sweep has. */
@Typed
public sealed interface Search {

  /** Every value of each axis with every value of all others; the last axis changes first. */
  record Grid() implements Search {}

  /**
   * Draws from all axes, independent of each other.
   *
   * @param trials their number, 1 to 100,000
   * @param seed of the draws
   */
  record Random(int trials, long seed) implements Search {
    public Random {
      if (trials < 1 || trials > 100_000) {
        throw new IllegalArgumentException("trials = " + trials + ": must be 1 to 100,000");
      }
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("seed", 1L);
    }
  }

  /**
   * These trials.
   *
   * @param trials values by the paths of their keys; {@value #NAME} is what people call one
   */
  record Listed(List<Map<String, Object>> trials) implements Search {
    /** The key of a trial's name. */
    public static final String NAME = "name";

    public Listed {
      if (trials.isEmpty()) {
        throw new IllegalArgumentException("trials = []: give at least one");
      }
      trials =
          trials.stream()
              .map(trial -> Collections.unmodifiableMap(new LinkedHashMap<>(trial)))
              .toList();
    }
  }
}
