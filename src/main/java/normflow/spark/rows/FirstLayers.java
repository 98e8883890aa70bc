package normflow.spark.rows;

import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.Scaling;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.layer.Layer;
import normflow.reference.Marginals;
import normflow.reference.ReferenceLines;
import normflow.reference.Whiteners;
import normflow.text.Numbers;

/**
 * Fixed layers that follow from the training rows, behind which flows stand: none, one, or one for
 * each part of the rows that a flow does not see.
 *
 * @param all of every flow
 * @param whitening of flows that begin whitened where others do not
 */
public record FirstLayers(List<? extends Layer> all, List<? extends Layer> whitening) {

  /** The flow behind its layers. */
  Flow before(Flow flow, boolean whitened) {
    List<? extends Layer> first = all.isEmpty() && whitened ? whitening : all;
    return first.isEmpty() ? flow : flow.behind(first);
  }

  /**
   * Those of a table.
   *
   * @param flow that begins with them, or several
   * @throws ConfigException if the rows do not give what is asked for
   */
  static FirstLayers of(
      Scaling scaling, Architecture flow, SampleBlocks training, int dim, int context) {
    int unseen = flow.unseenParts();
    if (scaling.isLayer()) {
      return new FirstLayers(of(scaling, training, dim, context, unseen), List.of());
    }
    if (!flow.beginsWhitened()) {
      return new FirstLayers(List.of(), List.of());
    }
    try {
      return new FirstLayers(List.of(), of(Scaling.WHITEN, training, dim, context, unseen));
    } catch (ConfigException e) {
      // Nobody asked for it; such flows learn it then.
      return new FirstLayers(List.of(), List.of());
    }
  }

  private static List<? extends Layer> of(
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
