package normflow.reference;

import java.util.List;
import normflow.layer.Mixed;

/**
 * Columns that know nothing of each other: an atom has its share of the training rows, and what is
 * continuous is normal.
 *
 * @param columns what each consists of
 */
record IndependentColumns(List<Mixed.Column> columns) implements RowDensity {

  private static final double LOG_SQUARE_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  @Override
  public double logDensity(float[] values, int at) {
    double sum = 0;
    for (int i = 0; i < columns.size(); i++) {
      sum += logDensity(columns.get(i), values[at + i]);
    }
    return sum;
  }

  private static double logDensity(Mixed.Column column, float value) {
    int atom = Mixed.atom(value);
    if (atom >= 0 && atom < column.atoms().size()) {
      return Math.log(column.atoms().get(atom).share());
    }
    double deviations = value / Mixed.DEVIATION;
    return Math.log(column.continuous())
        - 0.5 * deviations * deviations
        - LOG_SQUARE_ROOT_TWO_PI
        - Math.log(Mixed.DEVIATION)
        - column.logUnit()
        - column.logUnitSlope() * value;
  }
}
