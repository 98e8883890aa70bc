package normflow.layer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.provider.Typed;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * An increasing map of one number with a few parameters, which a conditioner gives for every column
 * of every row; with parameters of zero it is the identity.
 */
@Typed
public sealed interface Univariate extends Serializable
    permits Affine, CustomUnivariate, RationalQuadratic {

  /**
   * Mapped columns.
   *
   * @param value (batch, columns)
   * @param logSlope log of the derivative of each, (batch, columns)
   */
  record Mapped(SDVariable value, SDVariable logSlope) {}

  /** The numbers of parameters of one column, by the groups that they come in. */
  List<Integer> groups();

  /** Weights beside the conditioner's, for this number of columns. */
  List<Weight> weights(int columns);

  /**
   * Maps columns of data towards the base.
   *
   * @param x (batch, columns)
   * @param parameters of each group (batch, columns × its size), those of a column side by side
   */
  Mapped toBase(GraphScope scope, SDVariable x, int columns, List<SDVariable> parameters);

  /** The inverse, with the same parameters. */
  Mapped toData(GraphScope scope, SDVariable z, int columns, List<SDVariable> parameters);

  /**
   * The parameters by their groups.
   *
   * @param parameters those of all columns, group after group: (batch, columns × parameters())
   */
  default List<SDVariable> split(GraphScope scope, SDVariable parameters, int columns) {
    List<SDVariable> split = new ArrayList<>();
    int first = 0;
    for (int size : groups()) {
      split.add(scope.columns(parameters, first, columns * size));
      first += columns * size;
    }
    return split;
  }

  /** The number of parameters of one column. */
  default int parameters() {
    return groups().stream().mapToInt(Integer::intValue).sum();
  }
}
