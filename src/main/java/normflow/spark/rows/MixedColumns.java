package normflow.spark.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import normflow.layer.Mixed;
import normflow.layer.Mixed.Atom;
import normflow.model.ColumnType;
import normflow.model.Standardization;

/**
 * Columns as the training rows have them. What no training row has keeps half a row's probability.
 *
 * @param standardization that puts atoms in their places
 * @param columns for the flow, those without the context
 */
record MixedColumns(Standardization standardization, List<Mixed.Column> columns) {

  /** The standard deviation of a logistic distribution, which values that are no atoms begin as. */
  private static final double LOGISTIC = Math.PI / Math.sqrt(3);

  /** Standardised numbers that stand for atoms are no more than this. */
  private static final double MOST_SEEN = 8;

  /**
   * Looks at a sample of the training rows.
   *
   * @param sample rows in the units of the input, NaN for null
   * @param levels texts that a column's numbers stand for, of each column without the context
   * @param context how many of the columns, the last ones, are given
   */
  static MixedColumns of(List<double[]> sample, List<List<String>> levels, int context) {
    int width = levels.size() + context;
    double[] center = new double[width];
    double[] scale = new double[width];
    List<ColumnType> types = new ArrayList<>();
    List<Mixed.Column> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int column = i;
      double[] all = sample.stream().mapToDouble(row -> row[column]).toArray();
      boolean given = i >= levels.size();
      ColumnType type = given ? ColumnType.ofContinuous() : TypeInference.of(all, levels.get(i));
      double[] scored = scored(all, type);
      center[i] = TypeInference.mean(scored);
      scale[i] = TypeInference.deviation(scored) / (given ? 1 : LOGISTIC);
      if (!given) {
        types.add(type);
        columns.add(column(all, type, center[i], scale[i]));
      }
    }
    return new MixedColumns(new Standardization(center, scale, context, types), columns);
  }

  /** Values that are no atoms, as they are standardised; where there are hardly any, the atoms. */
  private static double[] scored(double[] all, ColumnType type) {
    double[] rest = TypeInference.rest(all, type);
    double[] used = rest.length > 1 ? rest : all;
    return Arrays.stream(used).filter(Double::isFinite).map(type::scored).toArray();
  }

  private static Mixed.Column column(double[] all, ColumnType type, double center, double scale) {
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
                atom -> new Atom((counts[atom] + 0.5) / total, seen(type, atom, center, scale)))
            .toList();
    return new Mixed.Column(
        atoms,
        atoms.isEmpty() ? 1 : (rest + 0.5) / total,
        scale,
        type.log(),
        type.log() ? center : 0);
  }

  /** What stands for an atom beside the indicator of it; nothing for texts and nulls. */
  private static double seen(ColumnType type, int atom, double center, double scale) {
    double value = type.value(atom);
    if (!type.levels().isEmpty() || Double.isNaN(value)) {
      return 0;
    }
    double standardized = (type.scored(value) - center) / scale;
    return Math.max(-MOST_SEEN, Math.min(MOST_SEEN, standardized));
  }
}
