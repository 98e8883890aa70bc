package normflow.layer;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/** A network whose outputs are zero at the start. */
interface Network {

  /** Its weights. */
  List<Weight> weights();

  /** Its outputs (batch, outputs) for x (batch, inputs). */
  SDVariable apply(GraphScope scope, SDVariable x);
}
