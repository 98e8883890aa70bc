package normflow.layer;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/** A network whose outputs are zero at the start; a {@link Conditioner} makes one. */
public interface Network {

  /** Its weights. */
  List<Weight> weights();

  /**
   * Its outputs (batch, outputs) for x (batch, inputs).
   *
   * @param scope of the layer that declared the weights
   */
  SDVariable apply(GraphScope scope, SDVariable x);
}
