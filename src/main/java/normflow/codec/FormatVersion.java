package normflow.codec;

import java.util.Map;

/** The {@code formatVersion} of files that say it: what a later version wrote is no damage. */
public final class FormatVersion {

  private FormatVersion() {}

  /**
   * Reads a JSON text of a version up to {@code known}.
   *
   * @param name what the text is, for errors
   * @throws ConfigException if it is of a later version, or is not a {@code type} in every detail
   */
  public static <T> T json(String name, String text, Class<T> type, int known) {
    try {
      return Codec.json(name, text, type);
    } catch (ConfigException e) {
      requireKnown(name, text, known);
      throw e;
    }
  }

  /**
   * Refuses a text of a later version, whatever else is in it.
   *
   * @throws ConfigException if it is one
   */
  public static void requireKnown(String name, String text, int known) {
    Object version;
    try {
      version = Codec.json(name, text, Map.class).get("formatVersion");
    } catch (ConfigException e) {
      // It says no version at all.
      return;
    }
    if (version instanceof Integer number && number > known) {
      throw new ConfigException(
          name
              + ": format version "
              + number
              + ", written by a later version of normflow; this one reads up to "
              + known
              + ": use that one",
          null);
    }
  }
}
