package normflow.layer;

import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.rowSum;
import static normflow.layer.Ops.tanh;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Affine coupling: z = x exp(s) + t with s = (1 - m) ⊙ bound(net_s(m ⊙ x)) and t = (1 - m) ⊙
 * net_t(m ⊙ x), where the binary mask m picks the columns that pass unchanged; log |det| = Σ s.
 *
 * <p>Both networks map all dim columns to dim columns through the hidden layers, as published.
 *
 * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017).
 *
 * @param unchanged the columns that pass unchanged
 * @param hidden widths of the hidden layers of both networks, at least one
 * @param bound how the log-scale is bounded
 */
public record Coupling(Parity unchanged, List<Integer> hidden, Bound bound) implements Layer {

  /** The columns with even or with odd index, from 0. */
  public enum Parity {
    EVEN,
    ODD;

    /** The other one. */
    public Parity other() {
      return this == EVEN ? ODD : EVEN;
    }
  }

  /** How the log-scale is bounded. */
  public enum Bound {
    /** tanh: a layer scales by 1/e to e. */
    TANH,
    /** a ⊙ tanh with a trained factor a for each column, 1 at the start. */
    LEARNED_TANH
  }

  private static final String FACTOR = "scale_factor";

  public Coupling {
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty()) {
      throw new IllegalArgumentException("hidden = []: give the width of at least one layer");
    }
    for (int i = 0; i < hidden.size(); i++) {
      if (hidden.get(i) < 1) {
        throw new IllegalArgumentException(
            "hidden[" + i + "] = " + hidden.get(i) + ": widths must be positive");
      }
    }
  }

  @Override
  public List<Weight> weights(int dim) {
    if (dim < 2) {
      throw new IllegalArgumentException(
          "dim = " + dim + ": a coupling needs 2 columns or more; a planar flow takes 1");
    }
    List<Weight> weights = new ArrayList<>(scaleNet(dim).weights());
    weights.addAll(shiftNet(dim).weights());
    if (bound == Bound.LEARNED_TANH) {
      weights.add(Weight.trained(FACTOR, new Initial.Constant(1), 1, dim));
    }
    return weights;
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
    SDVariable input = columns.mul(kept);
    SDVariable logScale = tanh(scaleNet(dim).apply(scope, input));
    if (bound == Bound.LEARNED_TANH) {
      logScale = logScale.mul(scope.weight(FACTOR));
    }
    return new Affine(logScale.mul(changed), shiftNet(dim).apply(scope, input).mul(changed));
  }

  private Mlp scaleNet(int dim) {
    return Mlp.of("scale", dim, hidden, dim);
  }

  private Mlp shiftNet(int dim) {
    return Mlp.of("shift", dim, hidden, dim);
  }

  private static double[] mask(int dim, Parity parity) {
    return IntStream.range(0, dim)
        .mapToDouble(i -> (i % 2 == 0) == (parity == Parity.EVEN) ? 1 : 0)
        .toArray();
  }
}
