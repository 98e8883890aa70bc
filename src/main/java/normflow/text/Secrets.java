package normflow.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords, which are written {@code ***}: values of keys such as {@code password} or {@code
 * token}, and those within the text of a URL. {@code ${env:NAME}} in the place of one stays.
 *
 * <p>Which keys are secret is said by Spark's own setting {@code spark.redaction.regex}, too.
 */
public final class Secrets {

  /** What stands in the place of a password. */
  public static final String HIDDEN = "***";

  private static final String WORDS =
      "secret|passw(?:or)?d|passphrase|pwd|token|credential|(?:access|account|private)[._-]?key";

  private static final Pattern KEY = Pattern.compile("(?i)" + WORDS);

  /** {@code scheme://user:password@host}. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?<=://)([^\\s/?#:@]*:)([^\\s/?#]+)(?=@)");

  /** {@code ;password=...} and {@code &token=...}, as JDBC and signed URLs have them. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)((?:[?&;,(]|\\bjdbc:\\S{0,200}:)\\s*[\\w.-]{0,40}(?:"
              + WORDS
              + "|\\bsig\\b|signature)[\\w.-]{0,40}\\s*=\\s*)"
              + "(\\{[^}]*\\}|[^&;,)\\s]+)");

  /** {@code jdbc:oracle:thin:user/password@host}. */
  private static final Pattern SLASH =
      Pattern.compile("(?<=jdbc:oracle:)(\\w+:[^\\s/@]*/)(\\S+)(?=@)");

  /** What names a variable of the environment. */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:[^}]*\\}");

  private Secrets() {}

  /** Whether what belongs to a key is secret. */
  public static boolean isSecret(String key) {
    String own = System.getProperty("spark.redaction.regex", "");
    return KEY.matcher(key).find() || (!own.isEmpty() && Pattern.compile(own).matcher(key).find());
  }

  /** The value of a key as it may be written. */
  public static String shown(String key, String value) {
    boolean shown = !isSecret(key) || value.isEmpty() || REFERENCE.matcher(value).matches();
    return shown ? shown(value) : HIDDEN;
  }

  /** A text without the passwords of URLs in it. */
  public static String shown(String text) {
    String shown = text;
    if (text.contains("@")) {
      shown = hidden(SLASH, hidden(AUTHORITY, shown));
    }
    return text.contains("=") ? hidden(PARAMETER, shown) : shown;
  }

  /** Whether the value of a key lost its password when it was written. */
  public static boolean isHidden(String key, String value) {
    return value.contains(HIDDEN) && (isSecret(key) ? value.equals(HIDDEN) : hasHiddenPart(value));
  }

  private static boolean hasHiddenPart(String value) {
    return java.util.stream.Stream.of(AUTHORITY, SLASH, PARAMETER)
        .flatMap(pattern -> pattern.matcher(value).results())
        .anyMatch(match -> match.group(2).equals(HIDDEN));
  }

  private static String hidden(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    REFERENCE.matcher(match.group(2)).matches()
                        ? match.group()
                        : match.group(1) + HIDDEN));
  }
}
