package normflow.config;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.RunConfig.Checkpoints;
import normflow.config.RunConfig.ExchangeKind;
import normflow.flow.Architecture;
import normflow.flow.Nsf;
import normflow.text.Shown;

/**
 * Flows and data sets; every flow is trained on every data set.
 *
 * <p>Names of flows and data sets become folders: they start with a letter or digit and go on with
 * letters, digits, {@code -} and {@code _}.
 *
 * @param flows by name, in the order of the results
 * @param data by name, in the order of the results
 * @param badRows what happens to rows with a null, a NaN or an infinity
 * @param validation rows that choose the best parameters
 * @param test rows that measure the result; every data set needs some
 * @param training how, where a flow does not say otherwise
 * @param checkpoints when the state of a training is saved
 * @param partitions parts that the rows are held in, at least 1; decides the bits of the results
 * @param exchange how tasks and driver exchange parameters and gradients
 * @param output folder of the models and the results
 */
public record BenchmarkConfig(
    Map<String, FlowConfig> flows,
    Map<String, DataConfig> data,
    BadRows badRows,
    Optional<HeldOut> validation,
    HeldOut test,
    TrainingKeys training,
    Checkpoints checkpoints,
    int partitions,
    ExchangeKind exchange,
    String output) {

  private static final long MOST_PAIRS = 10_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  /**
   * A flow to train.
   *
   * @param flow what it is; where it is left out, {@code regression} on few columns given others
   *     and {@code nsf} elsewhere
   * @param standardize by what its columns are standardised
   * @param training keys that replace those of the benchmark's training; within {@code optimizer}
   *     and {@code schedule} key by key, unless a {@code type} is given
   */
  public record FlowConfig(
      Optional<Architecture> flow, Scaling standardize, Map<String, Object> training) {
    public FlowConfig {
      training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("flow", Optional.empty(), "standardize", Scaling.MOMENTS, "training", Map.of());
    }
  }

  /**
   * A data set to train on.
   *
   * @param source its rows
   * @param badRows in place of the benchmark's
   * @param validation in place of the benchmark's
   * @param test in place of the benchmark's
   * @param labels that tell anomalies from other rows: flows are trained and tested on the others,
   *     and are to find the anomalies among the test rows
   */
  public record DataConfig(
      Source source,
      Optional<BadRows> badRows,
      Optional<HeldOut> validation,
      Optional<HeldOut> test,
      Optional<Labels> labels) {

    public DataConfig {
      labels.ifPresent(labelled -> labelled.requireFit(source));
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of(
          "badRows",
          Optional.empty(),
          "validation",
          Optional.empty(),
          "test",
          Optional.empty(),
          "labels",
          Optional.empty());
    }

    /** The rows that a flow may see. */
    private Source ordinary() {
      return source.match(
          table -> {
            SortedMap<String, String> where = new TreeMap<>(table.where());
            labels.ifPresent(labelled -> where.put(labelled.column(), labelled.normal()));
            return table.taking(where);
          },
          generated -> generated);
    }
  }

  /**
   * A column that says which rows are anomalies, and that no flow sees.
   *
   * @param column its name
   * @param normal its value in rows that are none
   */
  public record Labels(String column, String normal) {

    /** Sessions take names in any case, unless they are told otherwise. */
    private static boolean sameName(String name, String label) {
      return Environment.resolved("columns", name)
          .equalsIgnoreCase(Environment.resolved("labels.column", label));
    }

    private void requireFit(Source source) {
      boolean used =
          source.match(
              table ->
                  Stream.of(table.columns(), table.context(), table.where().keySet())
                      .flatMap(Collection::stream)
                      .anyMatch(name -> sameName(name, column)),
              generated -> true);
      if (column.isBlank() || used) {
        throw new IllegalArgumentException(
            "labels.column = "
                + Shown.value(column)
                + ": name a column of a table that is none of columns, context and where");
      }
    }
  }

  public BenchmarkConfig {
    flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    if (flows.isEmpty() || data.isEmpty()) {
      throw new IllegalArgumentException(
          (flows.isEmpty() ? "flows" : "data") + " = {}: name at least one");
    }
    Architecture.requireComparable(
        flows.values().stream().map(flow -> flow.flow().orElse(Nsf.defaults())).toList());
    if ((long) flows.size() * data.size() > MOST_PAIRS) {
      throw new IllegalArgumentException(
          flows.size() + " flows on " + data.size() + " data sets: at most 10,000 pairs");
    }
    flows.keySet().forEach(name -> requireFolderName("flows", name));
    data.keySet().forEach(name -> requireFolderName("data", name));
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions = " + partitions + ": must be at least 1");
    }
    RunConfig.requireFew(partitions);
    if (output.isBlank()) {
      throw new IllegalArgumentException("output is empty: name a folder for the results");
    }
    for (Map.Entry<String, DataConfig> entry : data.entrySet()) {
      HeldOut heldOut = entry.getValue().test().orElse(test);
      if (heldOut.share() == 0 && !heldOut.hasTable()) {
        throw new IllegalArgumentException(
            "data."
                + entry.getKey()
                + " has no test rows: give it, or all, a test.share, path, table or query");
      }
    }
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    Map<String, Object> defaults = new HashMap<>(RunConfig.defaults());
    defaults.remove("splitSeed");
    defaults.remove("standardize");
    defaults.put("partitions", 2);
    return defaults;
  }

  /**
   * Variables that the environment lacks, by the names of the data sets that cannot be read without
   * them.
   */
  public Map<String, String> leftOut() {
    return leftOut(System.getenv());
  }

  Map<String, String> leftOut(Map<String, String> variables) {
    Map<String, String> leftOut = new LinkedHashMap<>();
    data.forEach(
        (name, rows) ->
            Environment.missing(rows, variables).stream()
                .findFirst()
                .ifPresent(variable -> leftOut.put(name, variable)));
    return leftOut;
  }

  /** The same benchmark in another folder. */
  public BenchmarkConfig withOutput(String folder) {
    return new BenchmarkConfig(
        flows,
        data,
        badRows,
        validation,
        test,
        training,
        checkpoints,
        partitions,
        exchange,
        folder);
  }

  /**
   * The training job of a flow on a data set; its output is {@code output/<dataName>/<flowName>}.
   *
   * @throws ConfigException if what is said of the two does not go together
   */
  public RunConfig job(String dataName, String flowName) {
    DataConfig rows = data.get(dataName);
    FlowConfig flow = flows.get(flowName);
    TrainingKeys changed =
        Codec.changed("flows." + flowName + ".training", training, flow.training());
    try {
      return new RunConfig(
          rows.ordinary(),
          rows.badRows().orElse(badRows),
          rows.validation().or(() -> validation),
          rows.test().orElse(test),
          OptionalLong.empty(),
          flow.standardize(),
          flow.flow().orElseGet(() -> TableDefaults.flow(rows.source())),
          changed,
          checkpoints,
          partitions,
          exchange,
          output + "/" + dataName + "/" + flowName,
          "");
    } catch (IllegalArgumentException e) {
      throw new ConfigException("data." + Shown.value(dataName) + ": " + e.getMessage(), e);
    }
  }

  private static void requireFolderName(String key, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          key
              + "."
              + Shown.value(name)
              + ": a name becomes a folder; use letters, digits, - and _, a letter or digit first");
    }
  }
}
