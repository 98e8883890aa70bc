package normflow.text;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that someone may have meant. */
public final class Nearest {

  /** Nobody mistypes a longer one, and the search takes its length squared. */
  private static final int MOST = 200;

  private Nearest() {}

  /** {@code " (did you mean X?)"} if a known name is near, else an empty text. */
  public static String suggestion(String name, Collection<String> known) {
    if (name.length() > MOST) {
      return "";
    }
    int most = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(candidate -> candidate.length() <= MOST)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(candidate -> distance(name, candidate) <= most)
        .map(candidate -> " (did you mean " + Shown.value(candidate) + "?)")
        .orElse("");
  }

  private static int distance(String a, String b) {
    return LevenshteinDistance.getDefaultInstance().apply(a, b);
  }
}
