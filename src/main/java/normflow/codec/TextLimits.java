package normflow.codec;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * What a text may have at most, so that its reader takes no more time and memory than its length
 * says.
 *
 * <p>Nothing that this project or a person writes comes near.
 */
final class TextLimits {

  /** Longest YAML text; the parser's work for one long word grows with the square of its length. */
  private static final int MOST_YAML_CHARACTERS = 2 << 20;

  private static final int MOST_WORD = 1 << 16;
  private static final int MOST_STRING = 1 << 20;
  private static final int MOST_NAME = 2000;
  private static final int MOST_DIGITS = 100;
  private static final int MOST_DEPTH = 100;
  private static final int MOST_SHOWN = 100;

  private TextLimits() {}

  static JsonFactory json() {
    return JsonFactory.builder()
        .streamReadConstraints(constraints())
        .errorReportConfiguration(errors())
        .addDecorator(new FiniteNumbers())
        .build();
  }

  static YAMLFactoryBuilder yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_YAML_CHARACTERS);
    options.setNestingDepthLimit(MOST_DEPTH);
    return YAMLFactory.builder()
        .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
        .loaderOptions(options)
        .streamReadConstraints(constraints())
        .errorReportConfiguration(errors());
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder()
        .maxNestingDepth(MOST_DEPTH)
        .maxNumberLength(MOST_DIGITS)
        .maxStringLength(MOST_STRING)
        .maxNameLength(MOST_NAME)
        .build();
  }

  private static ErrorReportConfiguration errors() {
    return ErrorReportConfiguration.builder().maxErrorTokenLength(MOST_SHOWN).build();
  }

  /**
   * Refuses a YAML text that would keep its parser busy.
   *
   * @throws ConfigException if it is too long, or has a word that is
   */
  static void requireYaml(String name, String text) {
    if (text.length() > MOST_YAML_CHARACTERS) {
      throw new ConfigException(
          name + " has " + text.length() + " characters: at most " + MOST_YAML_CHARACTERS, null);
    }
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (ends(text.charAt(i))) {
        start = i + 1;
      } else if (i - start >= MOST_WORD) {
        throw new ConfigException(
            name
                + ": a word that begins with "
                + text.substring(start, start + MOST_SHOWN)
                + "... has more than "
                + MOST_WORD
                + " characters",
            null);
      }
    }
  }

  private static boolean ends(char character) {
    return character <= ' ' || character == ',' || character == '[' || character == ']';
  }
}
