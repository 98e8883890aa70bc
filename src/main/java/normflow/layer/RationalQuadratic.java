package normflow.layer;

import static normflow.layer.Ops.atLeast;
import static normflow.layer.Ops.clip;
import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.reciprocal;
import static normflow.layer.Ops.softClip;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A monotone spline of rational quadratic pieces on [-tail, tail], the identity outside.
 *
 * <p>Widths and heights of the bins are softmaxes, slopes at the inner knots exponentials, of
 * parameters that are softly clipped: a bin is at most 1,000 times as wide as another, and slopes
 * are between 1/1,000 and 1,000. The slope at both ends is 1. A row outside is moved to the nearer
 * end, mapped, and moved back by the same distance, so that no branch is taken and nothing
 * overflows.
 *
 * <p>"Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019); the soft clip follows
 * "Zuko" (Rozet et al., 2022).
 *
 * @param bins number of pieces, at least 2
 * @param tail half the length of the interval, positive
 */
public record RationalQuadratic(int bins, double tail) implements Univariate {

  private static final double LOG_RANGE = Math.log(1000);

  public RationalQuadratic {
    if (bins < 2 || bins > 1000) {
      throw new IllegalArgumentException("bins = " + bins + ": must be from 2 to 1,000");
    }
    if (!(tail > 0) || Double.isInfinite(tail)) {
      throw new IllegalArgumentException("tail = " + tail + ": must be a positive number");
    }
  }

  @Override
  public List<Integer> groups() {
    return List.of(bins, bins, bins - 1);
  }

  @Override
  public List<Weight> weights(int columns) {
    return List.of();
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x, int columns, List<SDVariable> parameters) {
    Knots knots = scope.part(() -> knots(scope, columns, parameters));
    SDVariable inside = clip(x, -tail, tail);
    SplineBin bin = scope.part(() -> knots.binOf(scope, inside, columns, knots.widths));
    Mapped mapped = bin.toBase(scope, inside);
    return new Mapped(mapped.value().add(x.sub(inside)), mapped.logSlope());
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z, int columns, List<SDVariable> parameters) {
    Knots knots = scope.part(() -> knots(scope, columns, parameters));
    SDVariable inside = clip(z, -tail, tail);
    SplineBin bin = scope.part(() -> knots.binOf(scope, inside, columns, knots.heights));
    Mapped mapped = bin.toData(scope, inside);
    return new Mapped(mapped.value().add(z.sub(inside)), mapped.logSlope());
  }

  /**
   * The bins of every column.
   *
   * @param widths (batch, columns, bins)
   * @param heights (batch, columns, bins)
   * @param slopes at the inner knots: (batch, columns, bins - 1)
   */
  private record Knots(
      SDVariable widths, SDVariable heights, SDVariable slopes, int bins, double tail) {

    /**
     * The bin that each number lies in.
     *
     * @param x (batch, columns), from -tail to tail
     * @param sizes of the bins on the axis of x
     */
    SplineBin binOf(GraphScope scope, SDVariable x, int columns, SDVariable sizes) {
      SameDiff graph = x.getSameDiff();
      SDVariable inner = sums(scope, sizes, bins).sub(scope.scalar(tail));
      // 1 for every inner knot at or below x.
      SDVariable passed = atLeast(scope, graph.expandDims(x, 2), inner);
      SDVariable one = scope.scalar(1);
      SDVariable first = Selection.part(passed, columns, 0, 1);
      SDVariable last = Selection.part(passed, columns, bins - 2, 1);
      SDVariable chosen = Selection.bins(scope, passed, first, last, columns, bins);
      SDVariable start = scope.scalar(-tail);
      return new SplineBin(
          passed.mul(Selection.part(widths, columns, 0, bins - 1)).sum(2).add(start),
          chosen.mul(widths).sum(2),
          passed.mul(Selection.part(heights, columns, 0, bins - 1)).sum(2).add(start),
          chosen.mul(heights).sum(2),
          Selection.part(chosen, columns, 1, bins - 1)
              .mul(slopes)
              .sum(2)
              .add(squeezed(one.sub(first))),
          Selection.part(chosen, columns, 0, bins - 1).mul(slopes).sum(2).add(squeezed(last)));
    }

    private static SDVariable squeezed(SDVariable x) {
      return x.getSameDiff().squeeze(x, 2);
    }
  }

  private Knots knots(GraphScope scope, int columns, List<SDVariable> parameters) {
    SDVariable slopes = softClip(scope, cube(parameters.get(2), columns, bins - 1), LOG_RANGE);
    return new Knots(
        scope.part(() -> sizes(scope, parameters.get(0), columns)),
        scope.part(() -> sizes(scope, parameters.get(1), columns)),
        exp(slopes),
        bins,
        tail);
  }

  /** Positive sizes of the bins that add up to the whole interval. */
  private SDVariable sizes(GraphScope scope, SDVariable raw, int columns) {
    SDVariable positive = exp(softClip(scope, cube(raw, columns, bins), LOG_RANGE / 2));
    SDVariable scale = reciprocal(positive.sum(true, 2)).mul(scope.scalar(2 * tail));
    return positive.mul(scale);
  }

  /** Along the last dimension the sum of the first 1, 2, ... bins - 1 of {@code bins} numbers. */
  private static SDVariable sums(GraphScope scope, SDVariable x, int bins) {
    double[] triangle = new double[bins * (bins - 1)];
    for (int i = 0; i < triangle.length; i++) {
      triangle[i] = i / (bins - 1) <= i % (bins - 1) ? 1 : 0;
    }
    SDVariable summed = scope.constant(triangle, 1, 1, bins, bins - 1);
    return x.getSameDiff().expandDims(x, 3).mul(summed).sum(2);
  }

  private static SDVariable cube(SDVariable x, int columns, int depth) {
    return x.reshape(-1, columns, depth);
  }
}
