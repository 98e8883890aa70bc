package normflow.spark.rows;

import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.Scaling;
import normflow.layer.Layer;
import normflow.reference.Marginals;
import normflow.reference.ReferenceLines;
import normflow.reference.Whiteners;
import normflow.text.Numbers;

/** Fixed layers that follow from the training rows, behind which a flow stands. */
final class FirstLayers {

  private FirstLayers() {}

  /**
   * The layer of all rows, or one for each part of them by the others.
   *
   * @param scaling one that is a layer
   * @param unseen parts; 0 for a layer of all rows
   * @throws ConfigException if the rows give none
   */
  static List<? extends Layer> of(
      Scaling scaling, SampleBlocks training, int dim, int context, int unseen) {
    int width = dim + context;
    boolean whitened = scaling == Scaling.WHITEN;
    if (whitened && width > ReferenceLines.MOST_COLUMNS) {
      throw new ConfigException(
          Numbers.format(
              "standardize = whiten: %d columns are more than %d",
              width, ReferenceLines.MOST_COLUMNS),
          null);
    }
    List<SeenRows> seen =
        IntStream.range(0, Math.max(1, unseen))
            .mapToObj(part -> new Unseen(part, unseen))
            .map(left -> SeenRows.of(training, width, whitened ? width : 0, left))
            .toList();
    return whitened ? whitening(dim, context, seen) : marginals(dim, seen);
  }

  private static List<? extends Layer> whitening(int dim, int context, List<SeenRows> seen) {
    try {
      return seen.stream()
          .map(rows -> Whiteners.of(dim, context, rows.moments(), rows.sample()))
          .toList();
    } catch (ArithmeticException e) {
      throw new ConfigException(
          "standardize = whiten: the training rows have no covariance that can be inverted ("
              + e.getMessage()
              + "); leave out columns that others determine, or take moments",
          e);
    }
  }

  private static List<? extends Layer> marginals(int dim, List<SeenRows> seen) {
    if (seen.stream().anyMatch(rows -> rows.sample().isEmpty())) {
      throw new ConfigException(
          "standardize = normal-scores: the training rows are too few for a part without some of"
              + " them; take moments, or fewer members",
          null);
    }
    return seen.stream().map(rows -> Marginals.of(dim, rows.sample())).toList();
  }
}
