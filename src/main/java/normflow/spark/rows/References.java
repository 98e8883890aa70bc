package normflow.spark.rows;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import normflow.layer.Mixed;
import normflow.reference.ReferenceLines;
import normflow.reference.RowMoments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that flows are compared with: one pass over all training rows, then a fit on the
 * driver, beside the training.
 */
public final class References {

  private static final Logger LOG = LoggerFactory.getLogger(References.class);

  private final List<String> columns;
  private final int context;
  private final List<float[]> sample;
  private final RowMoments moments;
  private Optional<CompletableFuture<ReferenceLines>> fitted = Optional.empty();

  private References(List<String> columns, int context, List<float[]> sample, RowMoments moments) {
    this.columns = columns;
    this.context = context;
    this.sample = sample;
    this.moments = moments;
  }

  /**
   * Reads the training rows.
   *
   * @param columns their names, those of the context last
   * @param context how many are given
   */
  static References of(SampleBlocks training, List<String> columns, int context) {
    int width = columns.size();
    SeenRows all = SeenRows.of(training, width, width > ReferenceLines.MOST_COLUMNS ? 0 : width);
    return new References(columns, context, all.sample(), all.moments());
  }

  /** Of columns with atoms, whose shares are known. */
  static References of(List<Mixed.Column> mixed, List<float[]> sample, long rows) {
    References references = new References(List.of(), 0, sample, RowMoments.none(0));
    references.fitted =
        Optional.of(CompletableFuture.completedFuture(ReferenceLines.independent(mixed, rows)));
    return references;
  }

  /** Rows of all columns at even distances, some thousands at most. */
  public static List<float[]> sample(SampleBlocks rows, int width) {
    return SeenRows.of(rows, width, 0).sample();
  }

  /** Standardised training rows of all columns, at even distances; some thousands at most. */
  public List<float[]> sample() {
    return sample;
  }

  /** Fits on another thread, unless that was begun. */
  public synchronized void begin() {
    if (fitted.isEmpty()) {
      fitted = Optional.of(CompletableFuture.supplyAsync(this::fit));
    }
  }

  /** The lines; none of columns of which they cannot be fitted. */
  public ReferenceLines lines() {
    begin();
    return future().join();
  }

  private synchronized CompletableFuture<ReferenceLines> future() {
    return fitted.orElseThrow();
  }

  private ReferenceLines fit() {
    if (columns.size() > ReferenceLines.MOST_COLUMNS) {
      LOG.info(
          "no reference lines: {} columns are more than {}",
          columns.size(),
          ReferenceLines.MOST_COLUMNS);
      return ReferenceLines.none();
    }
    try {
      return ReferenceLines.fit(columns, context, moments, sample);
    } catch (RuntimeException e) {
      // A model that is trained is saved without them.
      LOG.warn("there are no reference lines", e);
      return ReferenceLines.none();
    }
  }
}
