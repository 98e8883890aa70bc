package normflow.config;

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
  WHITEN;

  /**
   * Makes sure that a flow's columns can be standardised so.
   *
   * @return itself
   * @throws IllegalArgumentException if they cannot
   */
  public Scaling requireFits(Architecture flow) {
    if (this == WHITEN && flow.takesAtoms()) {
      throw new IllegalArgumentException(
          "standardize = whiten: tabular takes each column as it is; leave standardize out, or take"
              + " another flow");
    }
    return this;
  }
}
