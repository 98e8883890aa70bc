package normflow.flow;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import normflow.layer.BatchNorm;
import normflow.layer.Bound;
import normflow.layer.Layer;
import normflow.layer.MaskedCoupling;
import normflow.layer.MaskedCoupling.Parity;
import normflow.layer.Mixed;
import normflow.layer.Planar.Start;
import normflow.network.Conditioner;
import normflow.provider.Typed;

/**
 * A premade flow: a few choices that give the layers for any dimension.
 *
 * <p>Where {@code hidden} is empty, a job {@linkplain #settled gives} the hidden layers that suit
 * its table; without a table they are of 64 and 64 up to 4 columns of data, of 128 and 128 beyond.
 */
@Typed
public sealed interface Architecture
    permits Architecture.Planar,
        Architecture.Radial,
        Architecture.RealNvp,
        Architecture.Custom,
        Auto,
        Ensemble,
        Gaussians,
        RealNvpFast,
        Glow,
        Maf,
        Nsf,
        NsfAr,
        Regression,
        Tabular {

  /** The density at the end of the flow. */
  Base base();

  /**
   * The layers for rows of {@code dim} columns.
   *
   * @throws IllegalArgumentException if there are none for this dimension
   */
  List<Layer> layers(int dim);

  /**
   * The same with what it leaves out.
   *
   * @param width of two hidden layers; 0 leaves them to the number of columns
   * @param left the base where it has the one that flows get now; earlier versions had another
   */
  default Architecture settled(int width, Base left) {
    return this;
  }

  /** Whether it stands for several, of which one is to be chosen. */
  default boolean standsForSeveral() {
    return false;
  }

  /**
   * The flows of which the best by validation is to be taken.
   *
   * @param usual what the table gets that names no flow
   * @param context whether columns are given
   */
  default List<Architecture> candidates(Architecture usual, boolean context) {
    return List.of(this);
  }

  /** The number of parts of the rows that it does not see one by one; 0 if it sees all. */
  default int unseenParts() {
    return 0;
  }

  /** Whether it begins behind the whitening of the training rows, whatever others do. */
  default boolean beginsWhitened() {
    return false;
  }

  /** Whether columns are taken as they are: with atoms, nulls and texts. */
  default boolean takesAtoms() {
    return false;
  }

  /**
   * Makes sure that likelihoods can be compared.
   *
   * @throws IllegalArgumentException if some of them count atoms and others do not
   */
  static void requireComparable(Collection<? extends Architecture> flows) {
    if (flows.stream().map(Architecture::takesAtoms).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "flow: tabular counts values that are there again and again by their probability, other"
              + " flows by their density: such likelihoods do not compare; give it a run of its own");
    }
  }

  /**
   * The same for columns that consist of these parts.
   *
   * @throws IllegalArgumentException if it is for columns of others
   */
  default Architecture over(List<Mixed.Column> columns) {
    return this;
  }

  /**
   * The flow for rows of {@code dim} columns, given {@code context} columns.
   *
   * @throws IllegalArgumentException if there is none for this dimension
   */
  default Flow flow(int dim, int context) {
    Flow.requireColumns(dim, context);
    return new Flow(dim, context, base(), layers(dim));
  }

  /** The flow without a context. */
  default Flow flow(int dim) {
    return flow(dim, 0);
  }

  /**
   * A stack of planar layers.
   *
   * <p>"Variational Inference with Normalizing Flows" (Rezende, Mohamed, 2015).
   *
   * @param layers their number, 1 to 10,000
   * @param centred whether a layer with u = 0 is the identity
   * @param start where the weights start
   */
  record Planar(int layers, boolean centred, Start start, Base base) implements Architecture {
    public Planar {
      Stack.number("layers", layers);
    }

    /** 32 centred layers: 160 parameters for two columns. */
    public static Planar defaults() {
      return new Planar(32, true, Start.SPREAD, new StandardNormal());
    }

    @Override
    public List<Layer> layers(int dim) {
      return Collections.nCopies(layers, new normflow.layer.Planar(centred, start));
    }
  }

  /**
   * A stack of radial layers.
   *
   * <p>"Variational Inference with Normalizing Flows" (Rezende, Mohamed, 2015).
   *
   * @param layers their number, 1 to 10,000
   */
  record Radial(int layers, Base base) implements Architecture {
    public Radial {
      Stack.number("layers", layers);
    }

    /** 32 layers. */
    public static Radial defaults() {
      return new Radial(32, new StandardNormal());
    }

    @Override
    public List<Layer> layers(int dim) {
      return Collections.nCopies(layers, new normflow.layer.Radial());
    }
  }

  /**
   * Affine couplings by masks that take turns in which columns they leave unchanged, with two
   * networks over all columns each, followed by a batch norm.
   *
   * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017).
   *
   * @param couplings their number, 1 to 10,000
   * @param hidden widths of the hidden layers of the scale and shift networks
   * @param bound how log-scales are bounded
   * @param batchNorm whether a batch norm follows every coupling
   * @param identityStart whether the couplings start as the identity
   */
  record RealNvp(
      int couplings,
      List<Integer> hidden,
      Bound bound,
      boolean batchNorm,
      boolean identityStart,
      Base base)
      implements Architecture {
    private static final double EPSILON = 1e-5;

    public RealNvp {
      Stack.number("couplings", couplings);
      hidden = new Conditioner(hidden, false).hidden();
    }

    /** One whose couplings start as the identity. */
    public RealNvp(int couplings, List<Integer> hidden, Bound bound, boolean batchNorm, Base base) {
      this(couplings, hidden, bound, batchNorm, true, base);
    }

    /** 8 couplings with networks of 64 and 64: 71,744 parameters for two columns. */
    public static RealNvp defaults() {
      return new RealNvp(8, List.of(64, 64), Bound.TANH, true, true, new StandardNormal());
    }

    @Override
    public List<Layer> layers(int dim) {
      return Stack.repeated(
          couplings,
          i -> {
            // A single column always changes, given the context.
            Parity unchanged = i % 2 == 0 && dim > 1 ? Parity.EVEN : Parity.ODD;
            Layer coupling = new MaskedCoupling(unchanged, hidden, bound, identityStart);
            return batchNorm ? List.of(coupling, new BatchNorm(EPSILON)) : List.of(coupling);
          });
    }
  }

  /**
   * Layers of one's own.
   *
   * @param layers in the order in which data meet them
   */
  record Custom(List<Layer> layers, Base base) implements Architecture {
    public Custom {
      layers = List.copyOf(layers);
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("base", new StandardNormal());
    }

    @Override
    public List<Layer> layers(int dim) {
      return layers;
    }
  }
}
