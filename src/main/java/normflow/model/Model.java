package normflow.model;

import java.io.Serializable;
import java.util.List;
import normflow.flow.Flow;

/**
 * A trained flow.
 *
 * @param flow the layers
 * @param columns names of the columns that it was trained on
 * @param standardization of the columns before the flow
 * @param parameters the flat vector of the flow's layout
 */
public record Model(
    Flow flow, List<String> columns, Standardization standardization, float[] parameters)
    implements Serializable {

  public Model {
    columns = List.copyOf(columns);
    int dim = flow.dim();
    if (standardization.dim() != dim) {
      throw new IllegalArgumentException(
          "standardization of " + standardization.dim() + " columns: the flow has " + dim);
    }
    int size = flow.layout().size();
    if (parameters.length != size) {
      throw new IllegalArgumentException(
          parameters.length + " parameters: the layout of the flow has " + size);
    }
  }
}
