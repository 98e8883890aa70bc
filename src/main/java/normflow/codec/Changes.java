package normflow.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import normflow.text.Secrets;
import normflow.text.Shown;

/**
 * Other values at some of a text's keys. Whole keys come before keys within them, so that a path
 * may lead into a value of another one; keys on the way that are not there are made, and a word
 * alone on the way is the {@code type} of what it stands for.
 *
 * @param texts YAML by the dotted path of a key, in which numbers from 0 on are elements of lists
 */
public record Changes(Map<String, String> texts) {

  /** How types are called; no path with folders, and no password. */
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  public Changes {
    texts = new LinkedHashMap<>(texts);
  }

  /**
   * Reads a YAML text with these values.
   *
   * @param name what the text is, for errors
   * @throws ConfigException if it is not a {@code type} in every detail
   */
  public <T> T read(String name, String text, Class<T> type) {
    return texts.isEmpty()
        ? Codec.yaml(name, text, type)
        : Codec.converted(
            name + " with --set " + String.join(", ", texts.keySet()) + ": ",
            on(Codec.keys(name, text)),
            type);
  }

  /**
   * The keys, as a text's parser gives them, with these values.
   *
   * @throws ConfigException if a value is no YAML, or a path leads through what has no keys
   */
  public Map<String, Object> on(Map<String, Object> keys) {
    Map<String, Object> changed = new LinkedHashMap<>(keys);
    texts.entrySet().stream()
        .sorted(Comparator.comparingInt(change -> steps(change.getKey()).size()))
        .forEach(
            change -> {
              String path = change.getKey();
              Object value = Codec.yaml("--set " + path, change.getValue(), Object.class);
              changed.putAll(keys(path, with(path, changed, steps(path), value)));
            });
    return changed;
  }

  /** Those whose paths begin so, without that. */
  public Changes within(String start) {
    Map<String, String> found = new LinkedHashMap<>();
    texts.forEach(
        (path, text) -> {
          if (path.startsWith(start)) {
            found.put(path.substring(start.length()), text);
          }
        });
    return new Changes(found);
  }

  /** Those whose paths do not begin so. */
  public Changes without(String start) {
    Map<String, String> found = new LinkedHashMap<>(texts);
    found.keySet().removeIf(path -> path.startsWith(start));
    return new Changes(found);
  }

  private static List<String> steps(String path) {
    return Arrays.asList(path.split("\\.", -1));
  }

  /** A copy of what holds the value at the end of the steps. */
  private static Object with(String path, Object holder, List<String> steps, Object value) {
    if (steps.isEmpty()) {
      return value;
    }
    List<String> rest = steps.subList(1, steps.size());
    if (holder instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int index = index(path, steps.get(0), copy.size());
      copy.set(index, with(path, copy.get(index), rest, value));
      return copy;
    }
    Map<String, Object> copy = keys(path, holder);
    String whole = String.join(".", steps);
    if (copy.containsKey(whole)) {
      copy.put(whole, value);
    } else {
      Object within = copy.getOrDefault(steps.get(0), Map.of());
      copy.put(steps.get(0), with(path, within, rest, value));
    }
    return copy;
  }

  private static int index(String path, String step, int size) {
    if (step.matches("\\d{1,6}") && Integer.parseInt(step) < size) {
      return Integer.parseInt(step);
    }
    throw new ConfigException(
        "--set "
            + Shown.value(path)
            + ": "
            + Shown.value(step)
            + " is none of the list's "
            + size
            + " elements, which are counted from 0 on",
        null);
  }

  /** Of a word alone, where it may be one, as the {@code type} that it stands for. */
  private static Map<String, Object> keys(String path, Object holder) {
    if (holder instanceof String word && TYPE.matcher(word).matches() && !Secrets.isSecret(path)) {
      return new LinkedHashMap<>(Map.of("type", word));
    }
    if (!(holder instanceof Map<?, ?> map)) {
      throw new ConfigException(
          "--set "
              + Shown.value(path)
              + ": there are no keys in "
              + Secrets.shown(path, Shown.value(holder))
              + "; give the whole value",
          null);
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
