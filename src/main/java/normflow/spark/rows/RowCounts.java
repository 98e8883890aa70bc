package normflow.spark.rows;

import normflow.store.TrainedRows;

/**
 * How many rows a job has, and which.
 *
 * @param training to train on
 * @param validation that choose the parameters
 * @param test that measure the result
 * @param skipped left out as bad
 * @param identity what tells them from others
 */
public record RowCounts(
    long training, long validation, long test, long skipped, TrainedRows identity) {

  /** All that are used. */
  public long used() {
    return training + validation + test;
  }
}
