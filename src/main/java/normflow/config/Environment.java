package normflow.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.text.Secrets;
import normflow.text.Shown;

/**
 * Texts of a job in which <code>${env:NAME}</code> stands for a variable of the environment: values
 * keep the text as it was written, and its variables are put in where it is used, so that no file
 * and no page has them.
 */
public final class Environment {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)\\}");

  private Environment() {}

  /**
   * A text with its variables.
   *
   * @param key that it belongs to, for errors
   * @throws ConfigException if there is no such variable, or if the text is one in which a password
   *     was hidden when it was written
   */
  public static String resolved(String key, String text) {
    return resolved(key, text, System.getenv());
  }

  static String resolved(String key, String text, Map<String, String> variables) {
    if (Secrets.isHidden(key, text)) {
      throw new ConfigException(
          Shown.value(key)
              + " = "
              + Shown.value(text)
              + ": the password was not written out; where this stands (provenance.json of a model,"
              + " config.yaml of a trial, sweep.yaml) put ${env:NAME} in its place, and the password"
              + " into that variable of the environment",
          null);
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> {
              String value = variables.get(found.group(1));
              if (value == null) {
                throw new ConfigException(
                    Shown.value(key)
                        + " = "
                        + Shown.value(text)
                        + ": the environment has no variable "
                        + Shown.value(found.group(1)),
                    null);
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /**
   * A table whose texts have their variables.
   *
   * @throws ConfigException if one is not there
   */
  public static Source.Table resolved(Source.Table table) {
    Map<String, String> options = new TreeMap<>();
    table.options().forEach((key, value) -> options.put(key, resolved("options." + key, value)));
    return ConfigException.unlessRefused(
        () ->
            new Source.Table(
                resolved("format", table.format()),
                resolved("path", table.path()),
                resolved("table", table.table()),
                resolved("query", table.query()),
                options,
                resolved("columns", table.columns()),
                resolved("context", table.context()),
                resolved(table.types()),
                resolvedValues(table.where())));
  }

  private static SortedMap<String, StatedType> resolved(SortedMap<String, StatedType> types) {
    SortedMap<String, StatedType> resolved = new TreeMap<>();
    types.forEach((name, type) -> resolved.put(resolved("types." + name, name), type));
    return resolved;
  }

  private static SortedMap<String, String> resolvedValues(SortedMap<String, String> values) {
    SortedMap<String, String> resolved = new TreeMap<>();
    values.forEach(
        (name, value) -> resolved.put(resolved("where", name), resolved("where." + name, value)));
    return resolved;
  }

  private static List<String> resolved(String key, List<String> names) {
    List<String> resolved = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      resolved.add(resolved(key + "[" + i + "]", names.get(i)));
    }
    return resolved;
  }

  /**
   * Variables that stand in a value's texts and are not there, in their order.
   *
   * @param value what {@link Codec} writes
   */
  static List<String> missing(Object value, Map<String, String> variables) {
    return VARIABLE
        .matcher(Codec.jsonLine(value))
        .results()
        .map(found -> found.group(1))
        .filter(name -> !variables.containsKey(name))
        .distinct()
        .toList();
  }

  /**
   * Makes sure that every variable of a job is there.
   *
   * @throws ConfigException if one is not
   */
  public static void require(RunConfig job) {
    job.data().<Source>match(Environment::resolved, generated -> generated);
    require("validation", job.validating());
    require("test", job.test());
    resolved("output", job.output());
  }

  private static void require(String key, HeldOut heldOut) {
    resolved(key + ".path", heldOut.path());
    resolved(key + ".table", heldOut.table());
    resolved(key + ".query", heldOut.query());
  }
}
