package normflow.engine.tile;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import normflow.layer.CustomLayer;
import normflow.layer.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/** No layer, but all that layers are written in. */
record EveryOperation() implements CustomLayer {

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(Weight.trained("w", new Initial.Normal(1), 1, dim));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable w = x.mul(scope.weight("w"));
    SDVariable positive = w.mul(w).add(scope.scalar(1));
    List<SDVariable> results =
        List.of(
            Ops.tanh(w),
            Ops.exp(w),
            Ops.log(positive),
            Ops.sqrt(positive),
            Ops.abs(w),
            Ops.sign(w).mul(w),
            Ops.max(w, w.neg()),
            Ops.leakyRelu(w, 0.1),
            Ops.softplus(w, w.sub(w)),
            Ops.reciprocal(positive),
            Ops.clip(w, -0.5, 0.5),
            Ops.atLeast(scope, w, scope.scalar(0)).mul(w),
            Ops.softClip(scope, w, 2));
    SDVariable sum = results.stream().reduce(SDVariable::add).orElseThrow();
    return new Mapped(x.add(sum), GraphScope.rowSum(sum, scope.dim()));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    return toBase(scope, z);
  }
}
