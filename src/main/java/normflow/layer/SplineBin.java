package normflow.layer;

import static normflow.layer.Ops.clip;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.reciprocal;
import static normflow.layer.Ops.sqrt;

import normflow.graph.GraphScope;
import normflow.layer.Univariate.Mapped;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The piece of a rational quadratic spline that each number lies in: all (batch, columns).
 *
 * <p>"Piecewise Rational Quadratic Interpolation" (Gregory, Delbourgo, 1982); "Neural Spline Flows"
 * (Durkan, Bekasov, Murray, Papamakarios, 2019) for the inverse.
 *
 * @param left end on the axis of the data
 * @param lower end on the axis of the base
 * @param slopeLeft derivative at the left end
 */
record SplineBin(
    SDVariable left,
    SDVariable width,
    SDVariable lower,
    SDVariable height,
    SDVariable slopeLeft,
    SDVariable slopeRight) {

  /** Maps numbers of the bin towards the base. */
  Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable share = clip(x.sub(left).mul(reciprocal(width)), 0, 1);
    SDVariable rest = scope.scalar(1).sub(share);
    SDVariable product = share.mul(rest);
    SDVariable slope = height.mul(reciprocal(width));
    SDVariable bottom = bottom(slope, product);
    SDVariable top = slope.mul(share).mul(share).add(slopeLeft.mul(product)).mul(height);
    SDVariable value = lower.add(top.mul(reciprocal(bottom)));
    SDVariable logSlope = scope.part(() -> logSlope(slope, share, rest, product, bottom));
    return new Mapped(value, logSlope);
  }

  /** The inverse. */
  Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable slope = height.mul(reciprocal(width));
    SDVariable root = scope.part(() -> root(scope, slope, z.sub(lower)));
    SDVariable share = clip(root, 0, 1);
    SDVariable rest = scope.scalar(1).sub(share);
    SDVariable product = share.mul(rest);
    SDVariable value = left.add(share.mul(width));
    SDVariable bottom = bottom(slope, product);
    SDVariable logSlope = scope.part(() -> logSlope(slope, share, rest, product, bottom).neg());
    return new Mapped(value, logSlope);
  }

  /** d + (d0 + d1 - 2 d) ξ (1 - ξ). */
  private SDVariable bottom(SDVariable slope, SDVariable product) {
    return slope.add(excess(slope).mul(product));
  }

  /** d0 + d1 - 2 d. */
  private SDVariable excess(SDVariable slope) {
    return slopeLeft.add(slopeRight).sub(slope.add(slope));
  }

  private SDVariable logSlope(
      SDVariable slope, SDVariable share, SDVariable rest, SDVariable product, SDVariable bottom) {
    SDVariable inner =
        slopeRight
            .mul(share)
            .mul(share)
            .add(slope.add(slope).mul(product))
            .add(slopeLeft.mul(rest).mul(rest));
    SDVariable ratio = slope.mul(reciprocal(bottom));
    return log(inner.mul(ratio).mul(ratio));
  }

  /** The share of the width at which the spline is {@code rise} above the lower end. */
  private SDVariable root(GraphScope scope, SDVariable slope, SDVariable rise) {
    SDVariable product = rise.mul(excess(slope));
    SDVariable a = height.mul(slope.sub(slopeLeft)).add(product);
    SDVariable b = height.mul(slopeLeft).sub(product);
    SDVariable c = slope.mul(rise);
    SDVariable square = b.mul(b).add(a.mul(c).mul(scope.scalar(4)));
    SDVariable sum = b.add(sqrt(clip(square, 0, Float.MAX_VALUE)));
    return c.add(c).mul(reciprocal(sum));
  }
}
