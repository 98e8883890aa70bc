package normflow.data;

import java.util.List;

/** The refusal of a name that is not in a list, with the listed names that look most like it. */
final class Spelling {

  private Spelling() {}

  static String unknown(String kind, String name, List<String> known) {
    int least = known.stream().mapToInt(other -> distance(name, other)).min().orElse(0);
    List<String> nearest = known.stream().filter(other -> distance(name, other) == least).toList();
    return "%s = %s: there is none of this name; did you mean %s? There are %s"
        .formatted(kind, name, String.join(" or ", nearest), String.join(", ", known));
  }

  /** The least number of insertions, deletions and replacements that turn one into the other. */
  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
