package normflow.reference;

/** A density of rows in standardised units. For one thread. */
public interface RowDensity {

  /** The log-density of the row that begins at {@code at}: columns, then context. */
  double logDensity(float[] values, int at);
}
