package normflow.config;

import java.util.Locale;

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

  /** The name in a job file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is of numbers alone. */
  public boolean isNumeric() {
    return this == CONTINUOUS || this == POSITIVE || this == INTEGER;
  }
}
