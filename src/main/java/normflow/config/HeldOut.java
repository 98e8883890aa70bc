package normflow.config;

import normflow.text.Shown;

/**
 * Rows that are kept from training.
 *
 * @param share of the rows of the data, from 0 (none) to below 1; 0 with a path
 * @param path of a table of the same format and columns, or empty
 */
public record HeldOut(double share, String path) {

  /** What a job that does not say takes for validation. */
  static final double TENTH = 0.1;

  public HeldOut {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share = " + share + ": must be from 0 to below 1");
    }
    if (share > 0 && !path.isEmpty()) {
      throw new IllegalArgumentException(
          "share = " + share + " and path = " + Shown.value(path) + ": give one of them");
    }
  }

  /** No rows. */
  public static HeldOut defaults() {
    return new HeldOut(0, "");
  }
}
