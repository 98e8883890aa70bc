package normflow.spark.score;

import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.flow.Flow;
import normflow.layer.Mixed;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.text.Nearest;
import normflow.text.Numbers;
import normflow.text.Shown;

/**
 * A model that draws rows whose first columns are given. A tabular flow has p(x) = ∏ p(xᵢ | x₁ ...
 * xᵢ₋₁): what it draws behind them is exactly of p(xₖ₊₁ ... | x₁ ... xₖ).
 *
 * @param model whose flow takes standardised values in the first columns of the base
 * @param standardized these values
 * @param values the same as the columns of draws hold them; null for null
 */
public record Given(Model model, List<Float> standardized, List<Object> values)
    implements Serializable {

  /** A model that draws all columns. */
  static Given nothing(Model model) {
    return new Given(model, List.of(), List.of());
  }

  /**
   * Reads what is given.
   *
   * @param assignments {@code column=value} each, in any order; nothing behind the = is a null
   * @throws ConfigException if the model's flow is not tabular, the columns are not its first ones
   *     or all, or a value is none of its column
   */
  public static Given of(Model model, List<String> assignments) {
    if (assignments.isEmpty()) {
      return nothing(model);
    }
    Flow flow = model.flow();
    if (!(flow.layers().size() == 1 && flow.layers().get(0) instanceof Mixed mixed)) {
      throw refused(
          "the model's flow is not tabular, which alone has its columns one by one",
          "; train with flow: {type: tabular}");
    }
    Map<String, String> texts = texts(assignments, model.dataColumns());
    List<String> first = first(texts, model.dataColumns());
    DrawnColumns drawn = new DrawnColumns(model.standardization());
    List<Double> numbers =
        IntStream.range(0, first.size())
            .mapToObj(
                i ->
                    number(
                        first.get(i),
                        texts.get(first.get(i)),
                        model.standardization().type(i),
                        mixed.columns().get(i).ofAtoms()))
            .toList();
    Flow conditional =
        new Flow(flow.dim(), flow.context(), flow.base(), List.of(mixed.given(first.size())));
    return new Given(
        new Model(conditional, model.columns(), model.standardization(), model.parameters()),
        IntStream.range(0, first.size())
            .mapToObj(i -> model.standardization().standardized(i, numbers.get(i)))
            .toList(),
        // Lists that are copied have no nulls.
        Collections.unmodifiableList(
            IntStream.range(0, first.size())
                .mapToObj(i -> drawn.value(i, numbers.get(i)))
                .collect(Collectors.toList())));
  }

  private static ConfigException refused(String problem, String todo) {
    return new ConfigException("--given: " + problem + todo, null);
  }

  private static Map<String, String> texts(List<String> assignments, List<String> columns) {
    Map<String, String> texts = new HashMap<>();
    for (String assignment : assignments) {
      String column = column(assignment, columns);
      if (!columns.contains(column)) {
        throw refused(
            "the model draws no column "
                + Shown.value(column)
                + Nearest.suggestion(column, columns),
            "; it draws " + String.join(", ", columns));
      }
      if (texts.put(column, assignment.substring(column.length() + 1)) != null) {
        throw refused("column " + column + " is given twice", "; give it once");
      }
    }
    return texts;
  }

  /** The longest name of a column in front of a =, as names may have one in them. */
  private static String column(String assignment, List<String> columns) {
    int end = assignment.indexOf('=');
    if (end < 0) {
      throw refused(Shown.value(assignment), ": must be COLUMN=VALUE");
    }
    return columns.stream()
        .filter(name -> assignment.startsWith(name + "="))
        .max(Comparator.comparingInt(String::length))
        .orElse(assignment.substring(0, end));
  }

  /** The columns that are given, in the model's order. */
  private static List<String> first(Map<String, String> texts, List<String> columns) {
    if (texts.size() == columns.size()) {
      throw refused("all columns are given", ": nothing is left to draw; leave the last out");
    }
    int last = columns.size() - 1;
    while (!texts.containsKey(columns.get(last))) {
      last--;
    }
    List<String> first = columns.subList(0, last + 1);
    List<String> missing = first.stream().filter(name -> !texts.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw refused(
          "column " + columns.get(last) + " is given, and columns before it are not",
          ": give " + String.join(", ", missing) + " too, or train with another order of columns");
    }
    return List.copyOf(first);
  }

  /** The value of a text, NaN for null. */
  private static double number(String column, String text, ColumnType type, boolean ofAtoms) {
    if (text.isEmpty() && type.nullable()) {
      return Double.NaN;
    }
    String problem = "column " + column + " = " + Shown.value(text);
    int level = type.levels().indexOf(text);
    if (level >= 0) {
      return level;
    }
    if (text.isEmpty()) {
      throw refused("column " + column + " is empty", ": the training rows have no null there");
    }
    if (!type.levels().isEmpty()) {
      throw refused(
          problem + Nearest.suggestion(text, type.levels()),
          ": none of the " + type.levels().size() + " texts that the model knows");
    }
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refused(problem, ": must be a number");
    }
    if (!Double.isFinite(number)) {
      throw refused(problem, ": must be finite");
    }
    if (type.whole() && Math.abs(number) > DrawnColumns.MOST_WHOLE) {
      throw refused(problem, ": whole numbers beyond 2^53 cannot be told apart");
    }
    if (type.whole() && number != Math.rint(number)) {
      throw refused(problem, ": must be a whole number, as all of the training rows are");
    }
    Optional<Double> atom =
        type.atoms().stream().min(Comparator.comparingDouble(value -> Math.abs(value - number)));
    // The atoms of a column of floats are what these are as doubles.
    if (atom.isPresent() && atom.get().floatValue() == (float) number) {
      return atom.get();
    }
    if (ofAtoms && atom.isPresent()) {
      throw refused(
          problem + " (did you mean " + Numbers.value(atom.get()) + "?)",
          ": none of the " + type.atoms().size() + " values that the training rows have");
    }
    if (type.scored(number) == Double.NEGATIVE_INFINITY) {
      throw refused(problem, ": has no logarithm, by which the model takes the column");
    }
    if (type.log() && number < 0) {
      throw refused(problem, ": must not be negative, as none of the training rows is");
    }
    return number;
  }

  int count() {
    return standardized.size();
  }

  /** Puts the values in rows of the base. */
  void put(Block base) {
    for (int offset = 0; offset < base.values().length; offset += base.dim()) {
      for (int i = 0; i < count(); i++) {
        base.values()[offset + i] = standardized.get(i);
      }
    }
  }
}
