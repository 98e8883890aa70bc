package normflow.codec;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Leaves quotes away from words and paths that no version of YAML reads as anything else: they
 * begin with a letter, {@code /} or {@code _} and go on with letters, digits, and {@code . _ / -}
 * or a colon within.
 */
final class PlainWords extends StringQuotingChecker {

  private static final long serialVersionUID = 1;

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}/_](?:[\\p{L}0-9._/-]|:(?=[\\p{L}0-9._/-]))*");

  /** Truth values and nothing, in YAML 1.1 and 1.2. */
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  @Override
  public boolean needToQuoteName(String name) {
    return needToQuoteValue(name);
  }

  @Override
  public boolean needToQuoteValue(String text) {
    return !WORD.matcher(text).matches() || RESERVED.contains(text.toLowerCase(Locale.ROOT));
  }
}
