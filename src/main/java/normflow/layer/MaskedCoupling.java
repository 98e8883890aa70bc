package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.withContext;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.network.Conditioner;
import normflow.network.Mlp;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Affine coupling by masks: z = x exp(s) + t with s = (1 - m) ⊙ bound(net_s(m ⊙ x)) and t = (1 - m)
 * ⊙ net_t(m ⊙ x), where the binary mask m picks the columns that pass unchanged; log |det| = Σ s.
 *
 * <p>Both networks map all dim columns, and those of the context behind them, to dim columns
 * through the hidden layers, as published; {@link Coupling} does the same with one network over the
 * columns that matter.
 *
 * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017).
 *
 * @param unchanged the columns that pass unchanged
 * @param hidden widths of the hidden layers of both networks, at least one
 * @param bound how the log-scale is bounded
 * @param identityStart whether the last layers of the networks start at zero, so that the coupling
 *     starts as the identity; else they start as the others do
 */
public record MaskedCoupling(
    Parity unchanged, List<Integer> hidden, Bound bound, boolean identityStart) implements Layer {

  /** The columns with even or with odd index, from 0. */
  public enum Parity {
    EVEN,
    ODD;

    /** The other one. */
    public Parity other() {
      return this == EVEN ? ODD : EVEN;
    }
  }

  /** One that starts as the identity. */
  public MaskedCoupling(Parity unchanged, List<Integer> hidden, Bound bound) {
    this(unchanged, hidden, bound, true);
  }

  public MaskedCoupling {
    hidden = new Conditioner(hidden, false).hidden();
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    if (dim < 2 && (context == 0 || unchanged == Parity.EVEN)) {
      throw new IllegalArgumentException(
          "dim = "
              + dim
              + ": without a context a coupling needs 2 columns or more; a planar flow takes 1");
    }
    List<Weight> weights = new ArrayList<>(scaleNet(dim, context).weights());
    weights.addAll(shiftNet(dim, context).weights());
    weights.addAll(bound.weights(dim));
    return weights;
  }

  @Override
  public boolean takesContext() {
    return true;
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    Affine affine = affine(scope, x);
    return new Mapped(
        x.mul(exp(affine.logScale)).add(affine.shift), rowSum(affine.logScale, scope.dim()));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    Affine affine = affine(scope, z);
    return new Mapped(
        z.sub(affine.shift).mul(exp(affine.logScale.neg())),
        rowSum(affine.logScale, scope.dim()).neg());
  }

  /** Both (batch, dim), zero in the unchanged columns, which alone they depend on. */
  private record Affine(SDVariable logScale, SDVariable shift) {}

  private Affine affine(GraphScope scope, SDVariable columns) {
    int dim = scope.dim();
    SDVariable kept = scope.row(mask(dim, unchanged));
    SDVariable changed = scope.row(mask(dim, unchanged.other()));
    int context = scope.contextColumns();
    SDVariable input = withContext(scope, columns.mul(kept));
    SDVariable logScale = bound.apply(scope, scaleNet(dim, context).apply(scope, input));
    SDVariable shift = shiftNet(dim, context).apply(scope, input);
    return new Affine(logScale.mul(changed), shift.mul(changed));
  }

  private Mlp scaleNet(int dim, int context) {
    return Mlp.of("scale", dim + context, hidden, dim).startingAtZero(identityStart);
  }

  private Mlp shiftNet(int dim, int context) {
    return Mlp.of("shift", dim + context, hidden, dim).startingAtZero(identityStart);
  }

  private static double[] mask(int dim, Parity parity) {
    return IntStream.range(0, dim)
        .mapToDouble(i -> (i % 2 == 0) == (parity == Parity.EVEN) ? 1 : 0)
        .toArray();
  }
}
