package normflow.model;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import normflow.flow.Flow;

/**
 * A trained flow.
 *
 * @param flow the layers
 * @param columns names of the columns that it was trained on, those of the context last
 * @param standardization of the columns before the flow
 * @param parameters the flat vector of the flow's layout
 */
public record Model(
    Flow flow, List<String> columns, Standardization standardization, float[] parameters)
    implements Serializable {

  public Model {
    columns = List.copyOf(columns);
    if (standardization.width() != flow.width() || standardization.context() != flow.context()) {
      throw new IllegalArgumentException(
          "standardization of "
              + standardization.width()
              + " columns, "
              + standardization.context()
              + " of them given: the flow has "
              + flow.width()
              + " and "
              + flow.context());
    }
    int size = flow.layout().size();
    if (parameters.length != size) {
      throw new IllegalArgumentException(
          parameters.length + " parameters: the layout of the flow has " + size);
    }
  }

  /** Names of the columns that it gives a density of. */
  public List<String> dataColumns() {
    return columns.subList(0, flow.dim());
  }

  /** Names of the columns that the density is conditioned on. */
  public List<String> contextColumns() {
    return columns.subList(flow.dim(), columns.size());
  }

  /** Whether the density is conditioned on a column, which may be one of vectors. */
  public boolean isConditionedOn(String column) {
    return contextColumns().stream()
        .anyMatch(
            used -> used.equals(column) || used.matches(Pattern.quote(column + "_") + "\\d+"));
  }
}
