package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.concat;

import java.util.ArrayList;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.network.Conditioner;
import normflow.network.MaskedMlp;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Column i is mapped with parameters that a masked network gives from columns 0 to i - 1 and the
 * context; log |det| is the sum of the logarithms of the slopes.
 *
 * <p>The inverse finds the columns one after the other. A hidden unit sees a fixed number of
 * columns and is computed once, as soon as these are known, so that all of the inverse takes the
 * operations of one pass through the network.
 *
 * <p>"Masked Autoregressive Flow for Density Estimation" (Papamakarios, Pavlakou, Murray, 2017).
 *
 * @param map of every column; its log-scale, if it has one, is not bounded by a learned factor
 * @param hidden widths of the hidden layers of the network
 */
public record Autoregressive(Univariate map, List<Integer> hidden) implements Layer {

  public Autoregressive {
    hidden = Conditioner.checked(hidden);
    if (map instanceof Affine affine && affine.bound() == Bound.LEARNED_TANH) {
      throw new IllegalArgumentException(
          "bound = learned-tanh: an autoregressive map takes tanh or soft");
    }
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    if (dim == 1 && context == 0) {
      throw new IllegalArgumentException(
          "dim = 1: without a context an autoregressive map needs 2 columns or more; planar and"
              + " radial flows take 1");
    }
    return network(dim, context).weights();
  }

  private MaskedMlp network(int dim, int context) {
    return MaskedMlp.of(dim, context, hidden, map.groups());
  }

  @Override
  public boolean takesContext() {
    return true;
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    int dim = scope.dim();
    SDVariable output = network(dim, scope.contextColumns()).apply(scope, x);
    List<SDVariable> parameters = map.split(scope, output, dim);
    Univariate.Mapped mapped = map.toBase(scope, x, dim, parameters);
    return new Mapped(mapped.value(), rowSum(mapped.logSlope(), dim));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    int dim = scope.dim();
    MaskedMlp.Sequence sequence = network(dim, scope.contextColumns()).sequence(scope);
    List<SDVariable> columns = new ArrayList<>();
    SDVariable logDet = null;
    for (int i = 0; i < dim; i++) {
      int column = i;
      Univariate.Mapped mapped =
          scope.part(
              () -> {
                SDVariable given = dim == 1 ? z : scope.columns(z, column, 1);
                return map.toData(scope, given, 1, sequence.next(columns));
              });
      columns.add(mapped.value());
      SDVariable before = logDet;
      logDet = before == null ? mapped.logSlope() : scope.part(() -> before.add(mapped.logSlope()));
    }
    return new Mapped(concat(columns), logDet);
  }
}
