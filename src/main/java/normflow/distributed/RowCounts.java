package normflow.distributed;

/**
 * How many rows a job has.
 *
 * @param training to train on
 * @param validation that choose the parameters
 * @param test that measure the result
 * @param skipped left out as bad
 */
record RowCounts(long training, long validation, long test, long skipped) {

  static RowCounts of(Samples samples) {
    return new RowCounts(
        samples.training().rows(),
        samples.validation().rows(),
        samples.test().rows(),
        samples.skipped());
  }

  /** All that are used. */
  long used() {
    return training + validation + test;
  }
}
