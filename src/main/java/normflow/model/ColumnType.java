package normflow.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a column holds. Some of its values may have a probability of their own: its atoms. A column
 * without atoms has a density alone.
 *
 * @param atoms numbers with a probability, in ascending order; those of a column of texts are 0, 1,
 *     ..., the numbers of its levels
 * @param nullable whether null is an atom too, the last one
 * @param whole whether all values are whole numbers
 * @param levels texts that the atoms stand for; empty of numbers
 * @param log whether the logarithm of a value is taken
 * @param shift added to a value before that, 0 or more
 */
public record ColumnType(
    List<Double> atoms,
    boolean nullable,
    boolean whole,
    List<String> levels,
    boolean log,
    double shift)
    implements Serializable {

  private static final ColumnType CONTINUOUS = of(List.of(), false, false, List.of());

  public ColumnType {
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
    if (!(shift >= 0 && shift < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("shift = " + shift + ": must be finite, 0 or more");
    }
  }

  /** A column that has a density alone. */
  public static ColumnType ofContinuous() {
    return CONTINUOUS;
  }

  /** A column whose values are taken themselves. */
  public static ColumnType of(
      List<Double> atoms, boolean nullable, boolean whole, List<String> levels) {
    return new ColumnType(atoms, nullable, whole, levels, false, 0);
  }

  /** Texts of these levels; numbers whose atoms are not known if there are none. */
  public static ColumnType ofLevels(List<String> levels, boolean nullable) {
    List<Double> atoms =
        IntStream.range(0, levels.size()).mapToObj(level -> (double) level).toList();
    return of(atoms, nullable, false, levels);
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of(
        "nullable", false, "whole", false, "levels", List.of(), "log", false, "shift", 0.0);
  }

  /** Whether any value has a probability of its own. */
  public boolean hasAtoms() {
    return count() > 0;
  }

  /** Whether values are shifted and divided alone: the density has the same factor everywhere. */
  public boolean plain() {
    return !hasAtoms() && !log;
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

  /** What of a value that is no atom is standardised: itself, or its logarithm. */
  public double scored(double value) {
    return log ? Math.log(Math.max(0, value + shift)) : value;
  }

  /** The value of what was standardised. */
  double unscored(double scored) {
    double value = log ? Math.max(0, Math.exp(scored) - shift) : scored;
    return whole ? Math.rint(value) : value;
  }
}
