package normflow.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer sees of the graph that it adds its operations to: its weights by their local names,
 * constants, and the statistics of a batch.
 *
 * <p>It is the only caller of {@code sd.var} and {@code sd.constant}, whose names ignore SameDiff's
 * own name scopes and must not repeat.
 */
public final class GraphScope {

  /** Which statistics a normalising layer uses. */
  public enum Mode {
    /** Those of the rows of the call. */
    TRAINING,
    /** The running ones. */
    EVALUATION
  }

  /** Mean and (biased) variance of each column: both (1, columns). */
  public record Statistics(SDVariable mean, SDVariable variance) {}

  /** Batch statistics that the graph yields for a pair of running weights. */
  public record Tracked(
      String meanWeight, String varianceWeight, String meanVariable, String varianceVariable) {}

  private final Shared shared;
  private final String prefix;

  private record Shared(
      SameDiff graph,
      DataType type,
      Mode mode,
      int dim,
      Map<String, SDVariable> weights,
      List<Tracked> tracked,
      int[] constants) {}

  private GraphScope(Shared shared, String prefix) {
    this.shared = shared;
    this.prefix = prefix;
  }

  /** The outermost scope of an empty graph, with a variable for every weight of the layout. */
  public static GraphScope root(
      SameDiff graph, DataType type, Mode mode, int dim, ParameterLayout layout) {
    Map<String, SDVariable> weights = new LinkedHashMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      Weight weight = entry.weight();
      long[] shape = weight.shape().stream().mapToLong(Integer::longValue).toArray();
      weights.put(weight.name(), graph.var(weight.name(), Nd4j.create(type, shape)));
    }
    return new GraphScope(
        new Shared(graph, type, mode, dim, weights, new ArrayList<>(), new int[1]), "");
  }

  /** The scope in which {@code name + "."} stands before local names. */
  public GraphScope child(String name) {
    return new GraphScope(shared, prefix + name + ".");
  }

  /** The number of columns of every row. */
  public int dim() {
    return shared.dim;
  }

  /** A weight that the layer of this scope declared under this name. */
  public SDVariable weight(String name) {
    SDVariable weight = shared.weights.get(prefix + name);
    if (weight == null) {
      throw new IllegalArgumentException(
          "no weight " + prefix + name + " was declared among " + shared.weights.keySet());
    }
    return weight;
  }

  /** A constant of shape (1, values.length). */
  public SDVariable row(double... values) {
    return constant(values, 1, values.length);
  }

  /** A constant of shape (1, 1), which meets any (batch, columns) array. */
  public SDVariable scalar(double value) {
    return row(value);
  }

  /** A constant with these values in row-major order. */
  public SDVariable constant(double[] values, long... shape) {
    String name = "constant." + shared.constants[0]++;
    return shared.graph.constant(
        name, Nd4j.createFromArray(values).reshape(shape).castTo(shared.type));
  }

  /** The (batch, dim) input of the graph. */
  public SDVariable input(String name) {
    return shared.graph.placeHolder(name, shared.type, -1, shared.dim);
  }

  /** Renames a result, so that the engine finds it. */
  public SDVariable output(SDVariable value, String name) {
    return value.rename(prefix + name);
  }

  /**
   * The statistics that a normalising layer divides by: of the rows of the call in training, which
   * are recorded so that the running weights can follow them; the running weights in evaluation.
   *
   * @param x (batch, columns)
   * @param meanWeight local name of a running weight (1, columns)
   * @param varianceWeight local name of a running weight (1, columns)
   */
  public Statistics statistics(SDVariable x, String meanWeight, String varianceWeight) {
    if (shared.mode == Mode.EVALUATION) {
      return new Statistics(weight(meanWeight), weight(varianceWeight));
    }
    SDVariable mean = output(x.mean(true, 0), "batch_mean");
    SDVariable centred = x.sub(mean);
    SDVariable variance = output(centred.mul(centred).mean(true, 0), "batch_variance");
    shared.tracked.add(
        new Tracked(prefix + meanWeight, prefix + varianceWeight, mean.name(), variance.name()));
    return new Statistics(mean, variance);
  }

  /** The statistics recorded so far, in the order of the layers. */
  public List<Tracked> tracked() {
    return List.copyOf(shared.tracked);
  }
}
