package normflow.config;

/** By what columns are standardised. */
public enum Scaling {
  /** Mean and standard deviation: of use unless single values lie very far off. */
  MOMENTS,
  /** Median and spread of the middle half, about those of a large sample of the rows. */
  ROBUST
}
