package normflow.model;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import normflow.flow.Base;
import normflow.flow.Flow;
import normflow.flow.MixtureOfFlows;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;

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

  /**
   * The mean of several densities as one model.
   *
   * @param models 2 to 100, of the same columns, standardised alike
   * @throws IllegalArgumentException if they are not, or one is such a mean itself
   */
  public static Model mean(List<Model> models) {
    Model first = models.get(0);
    for (Model other : models) {
      if (!other.columns.equals(first.columns)
          || !other.standardization.equals(first.standardization)) {
        throw new IllegalArgumentException(
            "models of other columns or other training rows have no mean");
      }
    }
    Base mixture = new MixtureOfFlows(models.stream().map(Model::flow).toList(), false);
    Flow flow = new Flow(first.flow.dim(), first.flow.context(), mixture, List.of());
    ParameterLayout layout = flow.layout();
    float[] all = new float[layout.size()];
    for (int k = 0; k < models.size(); k++) {
      Model member = models.get(k);
      for (ParameterLayout.Entry entry : member.flow.layout().entries()) {
        Weight weight = entry.weight();
        int place = layout.entry(Flow.BASE + "." + k + "." + weight.name()).offset();
        System.arraycopy(member.parameters, entry.offset(), all, place, weight.size());
      }
    }
    return new Model(flow, first.columns, first.standardization, all);
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
