package normflow.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.provider.Typed;

/** Which trials a sweep has. */
@Typed
public sealed interface Search {

  /** Random draws before a search learns. */
  int STARTUP = 10;

  /** How it learns from trials which are next; empty where all are known before. */
  default Optional<Tpe> learning() {
    return Optional.empty();
  }

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
      requireTrials(trials);
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

  /**
   * A search that learns, by a tree-structured Parzen estimator.
   *
   * <p>"Algorithms for Hyper-Parameter Optimization" (Bergstra et al., 2011), all axes at once.
   *
   * @param trials their number, 1 to 100,000
   * @param startup drawn at random before any is learnt from, at least 2
   * @param seed of the draws
   */
  record Tpe(int trials, int startup, long seed) implements Search {
    public Tpe {
      requireTrials(trials);
      if (startup < 2) {
        throw new IllegalArgumentException("startup = " + startup + ": must be at least 2");
      }
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("startup", STARTUP, "seed", 1L);
    }

    @Override
    public Optional<Tpe> learning() {
      return Optional.of(this);
    }
  }

  /**
   * A search that learns, whose weak trials stop: with halving also where none is asked for.
   *
   * <p>"BOHB: Robust and Efficient Hyperparameter Optimization at Scale" (Falkner et al., 2018),
   * with asynchronous halving.
   *
   * @param trials their number, 1 to 100,000
   * @param seed of the draws
   */
  record Auto(int trials, long seed) implements Search {
    public Auto {
      requireTrials(trials);
    }

    /** 64 trials. */
    public static Auto defaults() {
      return new Auto(64, 1);
    }

    @Override
    public Optional<Tpe> learning() {
      return Optional.of(new Tpe(trials, STARTUP, seed));
    }
  }

  private static void requireTrials(int trials) {
    if (trials < 1 || trials > 100_000) {
      throw new IllegalArgumentException("trials = " + trials + ": must be 1 to 100,000");
    }
  }
}
