package normflow.flow;

import org.nd4j.autodiff.samediff.SDVariable;

/** Sums over columns. */
final class Rows {

  private Rows() {}

  /** The sum of each row of x (batch, columns): (batch, 1). */
  static SDVariable sum(SDVariable x, int columns) {
    return columns == 1 ? x : x.sum(true, 1);
  }
}
