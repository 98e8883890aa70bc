package normflow.spark.output;

import normflow.codec.ConfigException;

/** What to do when the output folder exists. */
public enum Existing {
  /** It is an error. */
  REFUSE,
  /** It is replaced. */
  OVERWRITE,
  /** Training goes on from its newest checkpoint, or starts if it has none. */
  RESUME;

  /**
   * What the options of a command ask for.
   *
   * @throws ConfigException if they ask for both
   */
  public static Existing chosen(boolean overwrite, boolean resume) {
    if (overwrite && resume) {
      throw new ConfigException("--overwrite and --resume: give one of them", null);
    }
    return overwrite ? OVERWRITE : resume ? RESUME : REFUSE;
  }
}
