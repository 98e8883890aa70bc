package normflow.study.grid;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.config.Environment;
import normflow.study.Setting;
import normflow.study.Trial;
import normflow.text.Nearest;

/** The trials of a benchmark: a flow on a data set each. */
public final class Pairs {

  private Pairs() {}

  /**
   * The chosen pairs in the order of the configuration, one data set after the other.
   *
   * @param data names to choose, none for all
   * @param flows names to choose, none for all
   * @throws ConfigException if a name is unknown, or a flow and a data set do not go together
   */
  public static List<Trial> of(BenchmarkConfig config, List<String> data, List<String> flows) {
    Set<String> chosenData = chosen("--data", data, config.data().keySet());
    Set<String> chosenFlows = chosen("--flows", flows, config.flows().keySet());
    List<Trial> pairs = new ArrayList<>();
    for (String rows : config.data().keySet()) {
      for (String flow : config.flows().keySet()) {
        if (chosenData.contains(rows) && chosenFlows.contains(flow)) {
          pairs.add(of(config, pairs.size() + 1, rows, flow));
        }
      }
    }
    return pairs;
  }

  /**
   * Variables that the environment lacks, by the names of the data sets that are left out for it:
   * none of those that were chosen.
   *
   * @param data names that are chosen, none for all
   */
  public static Map<String, String> leftOut(BenchmarkConfig config, List<String> data) {
    return data.isEmpty() ? config.leftOut() : Map.of();
  }

  /** Names of data sets that are left out, by the variable that each of them lacks. */
  public static Map<String, String> together(Map<String, String> leftOut) {
    Map<String, String> names = new LinkedHashMap<>();
    leftOut.forEach(
        (data, variable) -> names.merge(variable, data, (some, more) -> some + ", " + more));
    return names;
  }

  /**
   * Names of the data sets to train on, none for all; those that are left out are not among them
   * unless all are.
   *
   * @param data names that are chosen, none for all
   */
  public static List<String> present(BenchmarkConfig config, List<String> data) {
    Set<String> leftOut = leftOut(config, data).keySet();
    return leftOut.isEmpty()
        ? data
        : config.data().keySet().stream().filter(name -> !leftOut.contains(name)).toList();
  }

  /**
   * Makes sure that the environment has the variables of pairs.
   *
   * @param file that has the configuration
   * @throws ConfigException if one is not there
   */
  public static void requireVariables(String file, BenchmarkConfig config, List<Trial> pairs) {
    Map<String, String> leftOut = config.leftOut();
    for (Trial pair : pairs) {
      try {
        Environment.require(pair.job());
      } catch (ConfigException e) {
        String variable = leftOut.get(data(pair));
        throw new ConfigException(
            file
                + ": data."
                + data(pair)
                + ": "
                + e.getMessage()
                + (variable == null ? "" : "; set it (export " + variable + "=...)"),
            e);
      }
    }
  }

  private static Set<String> chosen(String option, List<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ConfigException(
            option
                + " "
                + name
                + ": unknown"
                + Nearest.suggestion(name, known)
                + "; the choices are "
                + String.join(", ", known),
            null);
      }
    }
    return names.isEmpty() ? known : new LinkedHashSet<>(names);
  }

  private static Trial of(BenchmarkConfig config, int number, String data, String flow) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    settings.put("data", new Setting(data, OptionalDouble.empty()));
    settings.put("flow", new Setting(flow, OptionalDouble.empty()));
    return new Trial(number, data + "/" + flow, settings, config.job(data, flow));
  }

  /** The name of a pair's data set. */
  public static String data(Trial pair) {
    return pair.settings().get("data").text();
  }

  /** The name of a pair's flow. */
  static String flow(Trial pair) {
    return pair.settings().get("flow").text();
  }
}
