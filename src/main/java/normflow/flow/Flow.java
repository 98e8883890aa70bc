package normflow.flow;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.layer.Layer;

/**
 * A normalizing flow: layers that carry rows of dim columns to a base of known density q, so that
 * log p(x | c) = log q(z) + Σ log |det ∂z/∂x|, given the columns c of a context if there are any.
 *
 * @param dim columns of a row, at least 1
 * @param context columns that the density is conditioned on, 0 for none
 * @param base the density of z
 * @param layers in the order in which data meet them on the way to the base; there are none only
 *     before a mixture of flows
 */
public record Flow(int dim, int context, Base base, List<Layer> layers) implements Serializable {

  private static final int MOST_COLUMNS = 100_000;

  /** As many as the deepest premade flow has. */
  private static final int MOST_LAYERS = 30_000;

  /** Layers list columns: so many make a description of 64 MB. */
  private static final long MOST_CELLS = 8_000_000;

  private static final int MOST_WEIGHTS = 300_000;

  /** As many as a {@link ParameterLayout} has. */
  private static final int MOST_VALUES = 100_000_000;

  /** The name under which the weights of the base stand in the layout. */
  public static final String BASE = "base";

  /** A flow without a context to a standard normal base. */
  public Flow(int dim, List<Layer> layers) {
    this(dim, 0, new StandardNormal(), layers);
  }

  public Flow {
    requireColumns(dim, context);
    if (layers.isEmpty() && !(base instanceof MixtureOfFlows)) {
      throw new IllegalArgumentException("layers = []: a flow needs at least one layer");
    }
    long all = layers.size() + (base instanceof MixtureOfFlows mixture ? mixture.layers() : 0);
    if (all > MOST_LAYERS || all * (dim + context) > MOST_CELLS) {
      throw new IllegalArgumentException(
          all
              + " layers over "
              + (dim + context)
              + " columns: at most 30,000 layers, and layers times columns at most 8,000,000");
    }
    layers = List.copyOf(layers);
    if (base instanceof MixtureOfFlows mixture && mixture.crossFitted() && !layers.isEmpty()) {
      throw new IllegalArgumentException(
          layers.size()
              + " layers before cross-fitted members: they would have seen every row; give them to the"
              + " members");
    }
  }

  /** Makes sure, before anything is built for them, that there are not too many columns. */
  static void requireColumns(int dim, int context) {
    if (context < 0 || context > MOST_COLUMNS) {
      throw new IllegalArgumentException("context = " + context + ": must be from 0 to 100,000");
    }
    if (dim < 1 || dim > MOST_COLUMNS) {
      throw new IllegalArgumentException("dim = " + dim + ": must be from 1 to 100,000");
    }
  }

  /**
   * The same behind a layer that rows meet before all others.
   *
   * @param first one, or for a cross-fitted mixture one for each of its members
   */
  public Flow behind(List<? extends Layer> first) {
    if (first.size() > 1) {
      if (!(base instanceof MixtureOfFlows mixture) || mixture.members().size() != first.size()) {
        throw new IllegalArgumentException(
            first.size() + " layers, one for each member: the flow has no such members");
      }
      return new Flow(dim, context, mixture.behind(first), layers);
    }
    return new Flow(dim, context, base, Stream.concat(first.stream(), layers.stream()).toList());
  }

  /** The number of columns of a row with its context behind it. */
  public int width() {
    return dim + context;
  }

  /**
   * Whether a row is to be kept as a draw of the density: one of a cross-fitted mixture is, if it
   * belongs to the member that it was drawn from.
   *
   * @param draws of the base, of which the row's begins at {@code at}
   * @param row what the flow makes of it, standardised, its context behind it
   */
  public boolean keeps(float[] draws, int at, float[] row) {
    return !(base instanceof MixtureOfFlows mixture) || mixture.keeps(draws, at, row);
  }

  /** The number of values of a draw of the base with its context behind it. */
  public int drawnWidth() {
    return base.drawn(dim) + context;
  }

  /** The prefix of the weights of layer {@code index}. */
  public static String prefix(int index) {
    return "layers." + index;
  }

  /**
   * Where every weight stands in the flat parameter vector.
   *
   * @throws IllegalArgumentException if a layer does not exist for this dimension, or if there are
   *     too many weights or values
   */
  public ParameterLayout layout() {
    requireFewWeights();
    List<Weight> weights = new ArrayList<>();
    if (context > 0 && layers.stream().noneMatch(Layer::takesContext) && !base.takesContext()) {
      throw new IllegalArgumentException(
          "context = "
              + context
              + " columns: none of the layers takes a context; couplings and autoregressive maps"
              + " do, such as those of nsf and maf");
    }
    for (int i = 0; i < layers.size(); i++) {
      for (Weight weight : layers.get(i).weights(dim, context)) {
        weights.add(weight.prefixed(prefix(i) + "."));
      }
    }
    for (Weight weight : base.weights(dim)) {
      weights.add(weight.prefixed(BASE + "."));
    }
    return ParameterLayout.of(weights);
  }

  /** Adds up sizes before all weights are named: layers of a stack are often one and the same. */
  private void requireFewWeights() {
    requireFewWeights(new Size(0, 0), new IdentityHashMap<>());
  }

  private Size requireFewWeights(Size before, IdentityHashMap<Layer, Size> sizes) {
    Size all = before;
    for (int i = 0; i < layers.size(); i++) {
      all = all.plus(sizes.computeIfAbsent(layers.get(i), this::size));
      if (all.weights > MOST_WEIGHTS || all.values > MOST_VALUES) {
        throw new IllegalArgumentException(
            "layers["
                + i
                + "]: more than "
                + (all.weights > MOST_WEIGHTS ? "300,000 weights" : "100,000,000 parameters")
                + " up to here; make the flow smaller");
      }
    }
    if (base instanceof MixtureOfFlows mixture) {
      for (Flow member : mixture.members()) {
        all = member.requireFewWeights(all, sizes);
      }
    }
    return all;
  }

  /** Numbers of weights, and of the values in them. */
  private record Size(long weights, long values) {
    Size plus(Size other) {
      return new Size(weights + other.weights, values + other.values);
    }
  }

  private Size size(Layer layer) {
    List<Weight> weights = layer.weights(dim, context);
    return new Size(weights.size(), weights.stream().mapToLong(Weight::size).sum());
  }

  /** What draws rows of the base, whose weights are among these parameters of the layout. */
  public Base.Draws draws(float[] parameters) {
    return base.draws(dim, weightsOfBase(parameters));
  }

  /** The distribution of the base of a flow of one column, if it is known. */
  public Optional<Base.Distribution> baseDistribution(float[] parameters) {
    return dim == 1 ? base.distribution(weightsOfBase(parameters)) : Optional.empty();
  }

  /** The same of each member of the mixture of flows that the base is, if all are known. */
  public Optional<List<Base.Distribution>> memberDistributions(float[] parameters) {
    return dim == 1
        ? ((MixtureOfFlows) base).distributions(weightsOfBase(parameters))
        : Optional.empty();
  }

  private Function<String, float[]> weightsOfBase(float[] parameters) {
    ParameterLayout layout = layout();
    return name -> {
      ParameterLayout.Entry entry = layout.entry(BASE + "." + name);
      return Arrays.copyOfRange(parameters, entry.offset(), entry.offset() + entry.weight().size());
    };
  }
}
