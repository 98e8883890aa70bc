package normflow.graph;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.NameScope;
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

  /** Which statistics normalising layers use. */
  public enum Mode {
    /** Of the rows of the call where they follow the training, else the initial ones. */
    TRAINING,
    /** The saved ones. */
    EVALUATION,
    /** Of the rows of the call, all of them: what initial statistics are set to. */
    INITIALISATION
  }

  /** Mean and (biased) variance of each column: both (1, columns). */
  public record Statistics(SDVariable mean, SDVariable variance) {}

  /** Batch statistics that the graph yields for a pair of saved ones. */
  public record Tracked(
      String meanWeight, String varianceWeight, String meanVariable, String varianceVariable) {}

  private final Shared shared;
  private final String prefix;

  private record Shared(
      SameDiff graph,
      DataType type,
      Mode mode,
      int dim,
      int contextColumns,
      Map<String, SDVariable> weights,
      List<Tracked> tracked,
      List<SDVariable> context,
      Map<Object, SDVariable> constants,
      int[] parts) {}

  private GraphScope(Shared shared, String prefix) {
    this.shared = shared;
    this.prefix = prefix;
  }

  /**
   * The outermost scope of an empty graph, with a variable for every weight of the layout.
   *
   * @param dim columns that the flow maps
   * @param contextColumns columns that it is given besides
   */
  public static GraphScope root(
      SameDiff graph,
      DataType type,
      Mode mode,
      int dim,
      int contextColumns,
      ParameterLayout layout) {
    Map<String, SDVariable> weights = new LinkedHashMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      Weight weight = entry.weight();
      long[] shape = weight.shape().stream().mapToLong(Integer::longValue).toArray();
      weights.put(weight.name(), graph.var(weight.name(), Nd4j.create(type, shape)));
    }
    return new GraphScope(
        new Shared(
            graph,
            type,
            mode,
            dim,
            contextColumns,
            weights,
            new ArrayList<>(),
            new ArrayList<>(),
            new HashMap<>(),
            new int[1]),
        "");
  }

  /** The scope in which {@code name + "."} stands before local names. */
  public GraphScope child(String name) {
    return new GraphScope(shared, prefix + name + ".");
  }

  /**
   * A part of the graph, whose operations SameDiff names for themselves: it finds a free name by
   * trying one number after the other, so that many operations under one name take the square of
   * their number.
   */
  public <T> T part(Supplier<T> operations) {
    NameScope names = shared.graph.withNameScope("part" + shared.parts[0]++);
    try {
      return operations.get();
    } finally {
      names.close();
    }
  }

  /** Whether the graph is that of a gradient. */
  public boolean isTraining() {
    return shared.mode == Mode.TRAINING;
  }

  /** The number of columns that the flow maps. */
  public int dim() {
    return shared.dim;
  }

  /** The number of columns that it is given besides. */
  public int contextColumns() {
    return shared.contextColumns;
  }

  /** The given columns (batch, contextColumns), if there are any. */
  public Optional<SDVariable> context() {
    return shared.context.stream().findFirst();
  }

  /** The type of the graph's numbers. */
  public DataType type() {
    return shared.type;
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

  /** A constant with these values in row-major order; one and the same for equal ones. */
  public SDVariable constant(double[] values, long... shape) {
    long[] bits = Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    return shared.constants.computeIfAbsent(
        List.of(LongBuffer.wrap(bits), LongBuffer.wrap(shape.clone())),
        key ->
            shared.graph.constant(
                "constant." + shared.constants.size(),
                Nd4j.createFromArray(values).reshape(shape).castTo(shared.type)));
  }

  /**
   * Declares the input of the graph, (batch, columns + contextColumns).
   *
   * @return its first columns (batch, columns); the others are {@link #context()} from now
   */
  public SDVariable input(String name, int columns) {
    int width = columns + shared.contextColumns;
    SDVariable rows = shared.graph.placeHolder(name, shared.type, -1, width);
    if (shared.contextColumns == 0) {
      return rows;
    }
    shared.context.add(columns(rows, columns, shared.contextColumns));
    return columns(rows, 0, columns);
  }

  /** Declares the input of a graph from data, (batch, dim + contextColumns). */
  public SDVariable input(String name) {
    return input(name, shared.dim);
  }

  /** {@code count} columns of (batch, columns) from {@code first} on. */
  public SDVariable columns(SDVariable x, int first, int count) {
    return shared.graph.slice(x, new int[] {0, first}, new int[] {-1, count});
  }

  /**
   * The sum of each row: (batch, columns) to (batch, 1). One column is its own sum, and SameDiff's
   * reduction of nothing fails.
   */
  public static SDVariable rowSum(SDVariable x, int columns) {
    return columns == 1 ? x : x.sum(true, 1);
  }

  /** Side by side: (batch, columns) of all of them. */
  public static SDVariable concat(List<SDVariable> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : parts.get(0).getSameDiff().concat(1, parts.toArray(SDVariable[]::new));
  }

  /** The columns of the context, and behind them the columns. */
  public SDVariable withContextFirst(SDVariable x) {
    return context().map(context -> concat(List.of(context, x))).orElse(x);
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
    return ofRows(x, meanWeight, varianceWeight, shared.mode == Mode.TRAINING);
  }

  /**
   * The statistics of the data before the first step. In initialisation those of the rows of the
   * call are recorded, and taken until the flag says that others are set; else the saved ones.
   *
   * @param x (batch, columns)
   * @param meanWeight local name of an initial weight (1, columns)
   * @param varianceWeight local name of an initial weight (1, columns)
   * @param flagWeight local name of a flag
   */
  public Statistics initialStatistics(
      SDVariable x, String meanWeight, String varianceWeight, String flagWeight) {
    Statistics known = new Statistics(weight(meanWeight), weight(varianceWeight));
    if (shared.mode != Mode.INITIALISATION) {
      return known;
    }
    Statistics found = ofRows(x, meanWeight, varianceWeight, true);
    SDVariable flag = weight(flagWeight);
    SDVariable unset = scalar(1).sub(flag);
    return new Statistics(
        found.mean().mul(unset).add(known.mean().mul(flag)),
        found.variance().mul(unset).add(known.variance().mul(flag)));
  }

  private Statistics ofRows(
      SDVariable x, String meanWeight, String varianceWeight, boolean recorded) {
    SDVariable mean = output(x.mean(true, 0), "batch_mean");
    SDVariable centred = x.sub(mean);
    SDVariable variance = output(centred.mul(centred).mean(true, 0), "batch_variance");
    if (recorded) {
      shared.tracked.add(
          new Tracked(prefix + meanWeight, prefix + varianceWeight, mean.name(), variance.name()));
    }
    return new Statistics(mean, variance);
  }

  /** The statistics recorded so far, in the order of the layers. */
  public List<Tracked> tracked() {
    return List.copyOf(shared.tracked);
  }
}
