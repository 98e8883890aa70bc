package normflow.layer;

import java.io.Serializable;
import java.util.List;

/**
 * What a column of {@link Mixed} consists of.
 *
 * @param atoms its atoms, in order
 * @param continuous share of the training rows that are on none of them; 0 for a column that has
 *     atoms only
 */
public record MixedColumn(List<Atom> atoms, double continuous) implements Serializable {

  private static final double LEAST_SHARE = 1e-9;

  /**
   * A value with a probability.
   *
   * @param share of the training rows, positive
   * @param seen the number that stands for it in the network's inputs, beside which atom it is
   */
  public record Atom(double share, double seen) implements Serializable {
    public Atom {
      requireShare("share", share);
      if (!Double.isFinite(seen)) {
        throw new IllegalArgumentException("seen = " + seen + ": must be finite");
      }
    }
  }

  public MixedColumn {
    atoms = List.copyOf(atoms);
    if (continuous != 0 || atoms.isEmpty()) {
      requireShare("continuous", continuous);
    }
  }

  /** A column without atoms. */
  public static MixedColumn ofContinuous() {
    return new MixedColumn(List.of(), 1);
  }

  private static void requireShare(String name, double share) {
    if (!(share >= LEAST_SHARE && share <= 1)) {
      throw new IllegalArgumentException(
          name + " = " + share + ": must be from " + LEAST_SHARE + " to 1");
    }
  }

  boolean isContinuous() {
    return continuous > 0;
  }

  /** Whether it has atoms and a continuous part. */
  boolean isMixed() {
    return continuous > 0 && !atoms.isEmpty();
  }
}
