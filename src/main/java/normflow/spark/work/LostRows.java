package normflow.spark.work;

/**
 * Rows without a finite log-density.
 *
 * @param rows how many
 * @param first index of the first of them; the number of all rows if there is none
 */
public record LostRows(long rows, long first) {

  static LostRows none() {
    return new LostRows(0, 0);
  }

  /** And those of the rows behind. */
  LostRows and(float[] logDensity) {
    long more = rows;
    long at = first;
    for (float value : logDensity) {
      if (!Float.isFinite(value)) {
        more++;
      }
      at += more == 0 ? 1 : 0;
    }
    return new LostRows(more, at);
  }
}
