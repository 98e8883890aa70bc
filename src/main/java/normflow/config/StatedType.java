package normflow.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import normflow.text.Nearest;
import normflow.text.Shown;

/** What a job says that a column holds. */
public enum StatedType {
  /** Nothing: the training rows tell. */
  AUTO,
  /** A density of the values themselves; only a null has a probability. */
  CONTINUOUS,
  /** Numbers that are never negative, by their logarithm. */
  POSITIVE,
  /** Whole numbers. */
  INTEGER,
  /** Values that each have a probability, texts or numbers, in no order. */
  CATEGORICAL;

  /**
   * The type of a name.
   *
   * @param key where it is said, for errors
   * @throws IllegalArgumentException if there is none
   */
  public static StatedType of(String key, String word) {
    return Stream.of(values())
        .filter(type -> type.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> words = Stream.of(values()).map(StatedType::word).toList();
              return new IllegalArgumentException(
                  key
                      + " = "
                      + Shown.value(word)
                      + ": there is no such type"
                      + Nearest.suggestion(word, words)
                      + "; there are "
                      + String.join(", ", words));
            });
  }

  /**
   * Makes sure that types are of columns that there are.
   *
   * @param key where they are said, for errors
   * @param named columns that have one
   * @param columns all of them
   * @throws IllegalArgumentException if one is of no column
   */
  public static void requireNames(String key, Set<String> named, List<String> columns) {
    for (String name : named) {
      if (!columns.contains(name)) {
        throw new IllegalArgumentException(
            key
                + "."
                + name
                + ": is none of columns"
                + Nearest.suggestion(name, columns)
                + "; these are "
                + String.join(", ", columns));
      }
    }
  }

  /**
   * Makes sure that a flow can do with a type that takes every column as a density.
   *
   * @param key where it is said, for errors
   * @throws IllegalArgumentException if it cannot
   */
  public void requireContinuous(String key) {
    if (this != CONTINUOUS && this != AUTO) {
      throw new IllegalArgumentException(
          key
              + " = "
              + word()
              + ": this flow takes every column as continuous; leave the type out, or take"
              + " flow: {type: tabular}");
    }
  }

  /** The name in a job file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is of numbers alone. */
  public boolean isNumeric() {
    return this == CONTINUOUS || this == POSITIVE || this == INTEGER;
  }
}
