package normflow.config;

import java.util.Locale;
import normflow.flow.Architecture;

/** By what columns are standardised. */
public enum Scaling {
  /** Mean and standard deviation: of use unless single values lie very far off. */
  MOMENTS,
  /** Median and spread of the middle half, about those of a large sample of the rows. */
  ROBUST,
  /**
   * As {@link #MOMENTS}, and then by a fixed linear map to the identity for a covariance, and to
   * mean 0 given a context: the flow begins as a Gaussian.
   */
  WHITEN,
  /**
   * As {@link #MOMENTS}, and then each column by a fixed increasing map that takes its quantiles to
   * those of N(0, 1): for skewed columns, heavy tails and several humps.
   */
  NORMAL_SCORES;

  /** Whether a fixed layer follows from the training rows, behind which a flow stands. */
  public boolean isLayer() {
    return this == WHITEN || this == NORMAL_SCORES;
  }

  /**
   * The scaling of a word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scaling of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** As in a job file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Makes sure that a flow's columns can be standardised so.
   *
   * @return itself
   * @throws IllegalArgumentException if they cannot
   */
  public Scaling requireFits(Architecture flow) {
    if (isLayer() && flow.takesAtoms()) {
      throw new IllegalArgumentException(
          "standardize = "
              + word()
              + ": tabular takes each column as it is; leave standardize out, or take"
              + " another flow");
    }
    return this;
  }
}
