package normflow.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The values of a column, some of which may have a probability of their own: its atoms. A column
 * without atoms has a density alone.
 *
 * @param atoms numbers with a probability, in ascending order; those of a column of texts are 0, 1,
 *     ..., the numbers of its levels
 * @param nullable whether null is an atom too, the last one
 * @param whole whether all values are whole numbers
 * @param levels texts that the atoms stand for; empty of numbers
 */
public record ColumnValues(List<Double> atoms, boolean nullable, boolean whole, List<String> levels)
    implements Serializable {

  private static final ColumnValues CONTINUOUS =
      new ColumnValues(List.of(), false, false, List.of());

  public ColumnValues {
    atoms = List.copyOf(atoms);
    levels = List.copyOf(levels);
    for (int i = 0; i < atoms.size(); i++) {
      double before = i == 0 ? Double.NEGATIVE_INFINITY : atoms.get(i - 1);
      if (!Double.isFinite(atoms.get(i)) || !(atoms.get(i) > before)) {
        throw new IllegalArgumentException(
            "atoms["
                + i
                + "] = "
                + atoms.get(i)
                + ": must be finite, and more than the one before");
      }
    }
    if (!levels.isEmpty() && levels.size() != atoms.size()) {
      throw new IllegalArgumentException(
          levels.size() + " levels: there are " + atoms.size() + " atoms");
    }
  }

  /** A column that has a density alone. */
  public static ColumnValues ofContinuous() {
    return CONTINUOUS;
  }

  /** Numbers, or the texts of these levels, and nulls: which of them are common is not known. */
  public static ColumnValues unknown(List<String> levels) {
    List<Double> atoms =
        IntStream.range(0, levels.size()).mapToObj(level -> (double) level).toList();
    return new ColumnValues(atoms, true, false, levels);
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of("nullable", false, "whole", false, "levels", List.of());
  }

  /** Whether any value has a probability of its own. */
  public boolean hasAtoms() {
    return count() > 0;
  }

  /** How many atoms there are, with null. */
  public int count() {
    return atoms.size() + (nullable ? 1 : 0);
  }

  /**
   * The number of the atom that a value is.
   *
   * @param value NaN for null
   * @return -1 if it is none
   */
  public int atom(double value) {
    if (Double.isNaN(value)) {
      return nullable ? atoms.size() : -1;
    }
    // Adding 0 makes 0 of -0.
    return Math.max(-1, Collections.binarySearch(atoms, value + 0.0));
  }

  /** The value of an atom, NaN for null. */
  public double value(int atom) {
    return atom < atoms.size() ? atoms.get(atom) : Double.NaN;
  }
}
