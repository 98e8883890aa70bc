package normflow.spark.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.config.StatedType;
import normflow.layer.Mixed;
import normflow.layer.Mixed.Atom;
import normflow.model.ColumnType;
import normflow.model.Standardization;
import normflow.text.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Columns as the training rows have them. What no training row has keeps half a row's probability.
 *
 * @param standardization that puts atoms in their places
 * @param columns for the flow, those without the context
 * @param words what each of them is taken for, such as {@code 0 in 33.4% of the rows, else by its
 *     logarithm}
 */
record MixedColumns(
    Standardization standardization, List<Mixed.Column> columns, List<String> words) {

  private static final Logger LOG = LoggerFactory.getLogger(MixedColumns.class);

  /** Atoms whose values and shares are said. */
  private static final int MOST_NAMED = 3;

  /**
   * Looks at a sample of the training rows.
   *
   * @param sample rows in the units of the input, NaN for null
   * @param known what is known of each column without the context
   * @param context how many of the columns, the last ones, are given
   * @throws normflow.codec.ConfigException if a column is not what the job says
   */
  static MixedColumns of(List<double[]> sample, List<KnownColumn> known, int context) {
    int width = known.size() + context;
    double[] center = new double[width];
    double[] scale = new double[width];
    List<ColumnType> types = new ArrayList<>();
    List<Mixed.Column> columns = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int column = i;
      double[] all = sample.stream().mapToDouble(row -> row[column]).toArray();
      boolean given = i >= known.size();
      ColumnType type = given ? ColumnType.ofContinuous() : TypeInference.of(all, known.get(i));
      double[] scored = scored(all, type);
      center[i] = TypeInference.mean(scored);
      scale[i] = TypeInference.deviation(scored) / (given ? 1 : Mixed.DEVIATION);
      if (!given) {
        types.add(type);
        boolean ordered = type.levels().isEmpty() && !known.get(i).is(StatedType.CATEGORICAL);
        columns.add(column(all, type, ordered, center[i], scale[i]));
        String words = words(type, columns.get(i), TypeInference.rest(all, type).length == 0);
        taken.add(
            known.get(i).is(StatedType.AUTO)
                ? words
                : words + " (as stated: " + known.get(i).stated().word() + ")");
      }
    }
    return new MixedColumns(new Standardization(center, scale, context, types), columns, taken);
  }

  /** Values that are no atoms, as they are standardised; where there are hardly any, the atoms. */
  private static double[] scored(double[] all, ColumnType type) {
    double[] rest = TypeInference.rest(all, type);
    double[] used = rest.length > 1 ? rest : all;
    return Arrays.stream(used).filter(Double::isFinite).map(type::scored).toArray();
  }

  private static Mixed.Column column(
      double[] all, ColumnType type, boolean ordered, double center, double scale) {
    if (type.plain()) {
      return Mixed.Column.ofContinuous();
    }
    double[] counts = new double[type.count()];
    double rest = 0;
    for (double value : all) {
      int atom = type.atom(value);
      if (atom < 0) {
        rest++;
      } else {
        counts[atom]++;
      }
    }
    double total = all.length + 0.5 * (counts.length + 1);
    List<Atom> atoms =
        IntStream.range(0, counts.length)
            .mapToObj(
                atom ->
                    new Atom(
                        (counts[atom] + 0.5) / total,
                        ordered ? seen(type, atom, center, scale) : 0))
            .toList();
    return new Mixed.Column(
        atoms,
        atoms.isEmpty() ? 1 : (rest + 0.5) / total,
        scale,
        type.log(),
        type.log() ? center : 0);
  }

  private static String words(ColumnType type, Mixed.Column column, boolean all) {
    String otherwise = type.log() ? "by its logarithm" : type.whole() ? "whole numbers" : "numbers";
    List<String> words = new ArrayList<>();
    int shown = type.levels().isEmpty() && !all ? MOST_NAMED : 0;
    int atoms = type.atoms().size();
    if (atoms > shown) {
      words.add(Numbers.format("%d %s", atoms, type.levels().isEmpty() ? "values" : "texts"));
    } else {
      for (int i = 0; i < atoms; i++) {
        words.add(Numbers.value(type.atoms().get(i)) + share(column.atoms().get(i)));
      }
    }
    if (type.nullable()) {
      words.add("null" + share(column.atoms().get(atoms)));
    }
    if (!all) {
      words.add(words.isEmpty() ? otherwise : "else " + otherwise);
    }
    return String.join(", ", words);
  }

  private static String share(Atom atom) {
    return Numbers.format(" in %.1f%% of the rows", 100 * atom.share());
  }

  /**
   * The columns of which each one is a linear function, and so without a density of its own; none
   * of a column of atoms, whose probabilities may be 1.
   *
   * @param sample that they were found in
   * @param known the columns without the context
   * @param names of all columns
   */
  List<List<String>> determined(
      List<double[]> sample, List<KnownColumn> known, List<String> names) {
    int width = names.size();
    List<List<String>> determined = new ArrayList<>(Collections.nCopies(known.size(), List.of()));
    if (sample.size() <= 2 * width || width > ColumnWarnings.MOST_COLUMNS) {
      return determined;
    }
    LinearDependences found = new LinearDependences(standardized(sample), width);
    IntStream.range(known.size(), width).forEach(found::add);
    for (int i = 0; i < known.size(); i++) {
      int column = i;
      if (known.get(i).levels().isEmpty()
          && sample.stream().noneMatch(row -> Double.isNaN(row[column]))
          && sample.stream().anyMatch(row -> row[column] != sample.get(0)[column])) {
        List<Integer> others = found.add(i);
        if (!columns.get(i).ofAtoms()) {
          determined.set(i, others.stream().map(names::get).toList());
        }
      }
    }
    return determined;
  }

  /** Says what the columns are taken for, and warns of those that others determine. */
  void tell(List<double[]> sample, List<KnownColumn> known, List<String> names) {
    LOG.info(
        "columns as they are: {}",
        IntStream.range(0, words.size())
            .mapToObj(i -> names.get(i) + " " + words.get(i))
            .collect(Collectors.joining("; ")));
    List<List<String>> determined = determined(sample, known, names);
    for (int i = 0; i < determined.size(); i++) {
      if (!determined.get(i).isEmpty()) {
        LOG.warn(ColumnWarnings.dependence(names.get(i), determined.get(i)));
      }
    }
  }

  /** By mean and deviation, whatever the columns are taken as. */
  private static List<float[]> standardized(List<double[]> sample) {
    int width = sample.get(0).length;
    float[][] rows = new float[sample.size()][width];
    for (int i = 0; i < width; i++) {
      int column = i;
      double[] values = sample.stream().mapToDouble(row -> row[column]).toArray();
      double mean = TypeInference.mean(values);
      double deviation = TypeInference.deviation(values);
      for (int row = 0; row < rows.length; row++) {
        rows[row][i] = (float) ((values[row] - mean) / deviation);
      }
    }
    return List.of(rows);
  }

  /** What stands for an atom of ordered values beside the indicator of it; nothing for null. */
  private static double seen(ColumnType type, int atom, double center, double scale) {
    double value = type.value(atom);
    if (Double.isNaN(value)) {
      return 0;
    }
    double standardized = (type.scored(value) - center) / scale;
    return Math.max(-Mixed.MOST_SEEN, Math.min(Mixed.MOST_SEEN, standardized));
  }
}
