package normflow.layer;

import java.util.List;
import normflow.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The SameDiff operations that layers are written in, each with a derivative that SameDiff gets
 * right and a kernel of the tile engine. Beside them {@code add}, {@code sub}, {@code mul}, {@code
 * neg} and {@code mmul} of {@link SDVariable}, with (1, columns) and (1, 1) arrays meeting every
 * row, and {@link GraphScope#rowSum}. A graph with another operation is evaluated by SameDiff's own
 * session, many times slower, and a log line says which it is.
 */
public final class Ops {

  private Ops() {}

  /** tanh of every value. */
  public static SDVariable tanh(SDVariable x) {
    return x.getSameDiff().math().tanh(x);
  }

  /** e to the power of every value. */
  public static SDVariable exp(SDVariable x) {
    return x.getSameDiff().math().exp(x);
  }

  /** Natural logarithm. */
  public static SDVariable log(SDVariable x) {
    return x.getSameDiff().math().log(x);
  }

  /** Square root. */
  public static SDVariable sqrt(SDVariable x) {
    return x.getSameDiff().math().sqrt(x);
  }

  /** Absolute value. */
  public static SDVariable abs(SDVariable x) {
    return x.getSameDiff().math().abs(x);
  }

  /** -1, 0 or 1; for {@code toData} only, as its derivative is zero. */
  public static SDVariable sign(SDVariable x) {
    return x.getSameDiff().math().sign(x);
  }

  /** The larger; both of one shape, as SameDiff's derivative of a broadcast maximum is wrong. */
  public static SDVariable max(SDVariable a, SDVariable b) {
    return a.getSameDiff().math().max(a, b);
  }

  /** x where it is positive, else {@code slope} times x. */
  public static SDVariable leakyRelu(SDVariable x, double slope) {
    return x.getSameDiff().nn().leakyRelu(x, slope);
  }

  /** log(1 + exp(x)), without overflow: SameDiff's own is infinite from 89 on in float. */
  public static SDVariable softplus(SDVariable x, SDVariable zero) {
    return max(x, zero).add(x.getSameDiff().math().log1p(exp(abs(x).neg())));
  }

  /** 1 / x. */
  public static SDVariable reciprocal(SDVariable x) {
    return x.getSameDiff().math().reciprocal(x);
  }

  /** x between two bounds; no gradient outside. */
  public static SDVariable clip(SDVariable x, double low, double high) {
    return x.getSameDiff().math().clipByValue(x, low, high);
  }

  /** 1 where a is at least b, else 0; no gradient. */
  public static SDVariable atLeast(GraphScope scope, SDVariable a, SDVariable b) {
    return a.gte(b).castTo(scope.type());
  }

  /** x / (1 + |x| / limit), between -limit and limit and like x near 0. */
  public static SDVariable softClip(GraphScope scope, SDVariable x, double limit) {
    return x.mul(reciprocal(abs(x).mul(scope.scalar(1 / limit)).add(scope.scalar(1))));
  }

  /** Side by side: (batch, columns) of all of them. */
  public static SDVariable concat(List<SDVariable> parts) {
    return GraphScope.concat(parts);
  }

  /** The columns, and behind them those of the context. */
  public static SDVariable withContext(GraphScope scope, SDVariable x) {
    return scope.context().map(context -> concat(List.of(x, context))).orElse(x);
  }
}
