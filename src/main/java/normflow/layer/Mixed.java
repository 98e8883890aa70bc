package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.atLeast;
import static normflow.layer.Ops.clip;
import static normflow.layer.Ops.concat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.network.Conditioner;
import normflow.network.MaskedMlp;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Columns of which each has atoms, values with a probability, or a continuous part, or both: column
 * i is mapped to (0, 1) with parameters that a masked network gives from columns 0 to i - 1 and the
 * context.
 *
 * <p>Atom k of a column is the interval of length 1 from {@link #place} on, and what lies below
 * {@link #ATOMS} is the continuous part. With a uniform base the log-density on the interval of an
 * atom is the logarithm of its probability, wherever in it a row stands, and columns behind it see
 * only which atom it is. The continuous part has its probability, times the density of a logistic
 * distribution behind a spline. At the start an atom has its share of the training rows, and the
 * spline is the identity.
 *
 * <p>After "MADE: Masked Autoencoder for Distribution Estimation" (Germain, Gregor, Murray,
 * Larochelle, 2015) and "Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019).
 *
 * @param columns what each consists of
 * @param hidden widths of the hidden layers of the network
 * @param spline of the continuous parts
 */
public record Mixed(List<Column> columns, List<Integer> hidden, RationalQuadratic spline)
    implements Layer {

  /** Where atoms begin. */
  public static final int ATOMS = 1024;

  /** What the network sees of a continuous value, or of an atom's number, is not beyond. */
  public static final double MOST_SEEN = 8;

  /** The standard deviation of a logistic distribution, which the continuous part begins as. */
  public static final double DEVIATION = Math.PI / Math.sqrt(3);

  private static final double LEAST_SHARE = 1e-9;
  private static final double LEAST_CONTINUOUS = 0.005;

  /**
   * What a column consists of.
   *
   * @param atoms its atoms, in order
   * @param continuous share of the training rows that are on none of them; 0 for a column that has
   *     atoms only
   * @param scale what values on none of them were divided by, positive: their density is one in the
   *     units of before
   * @param log whether their logarithms were taken first
   * @param center what was subtracted from these before they were divided
   */
  public record Column(
      List<Atom> atoms, double continuous, double scale, boolean log, double center)
      implements Serializable {

    public Column {
      atoms = List.copyOf(atoms);
      if (continuous != 0 || atoms.isEmpty()) {
        requireShare("continuous", continuous);
      }
      if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("scale = " + scale + ": must be positive and finite");
      }
      if (!Double.isFinite(center)) {
        throw new IllegalArgumentException("center = " + center + ": must be finite");
      }
    }

    /** One whose values were not divided. */
    public Column(List<Atom> atoms, double continuous) {
      this(atoms, continuous, 1, false, 0);
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("scale", 1.0, "log", false, "center", 0.0);
    }

    /** A column without atoms. */
    public static Column ofContinuous() {
      return new Column(List.of(), 1);
    }

    /** The first numbers of its atoms' intervals. */
    double[] places() {
      return IntStream.range(0, atoms.size()).mapToDouble(Mixed::place).toArray();
    }

    /** The logarithm of the size of a unit, beside one of before, where the value is 0. */
    public double logUnit() {
      return Math.log(scale) + (log ? center : 0);
    }

    /** How much that grows with the value. */
    public double logUnitSlope() {
      return log ? scale : 0;
    }

    /** Whether hardly any training row was on none of its atoms. */
    public boolean ofAtoms() {
      return continuous < LEAST_CONTINUOUS;
    }

    boolean isContinuous() {
      return continuous > 0;
    }

    /** Whether it has atoms and a continuous part. */
    boolean isMixed() {
      return continuous > 0 && !atoms.isEmpty();
    }
  }

  /**
   * A value with a probability.
   *
   * @param share of the training rows, positive
   * @param seen the number that stands for it in the network's inputs, beside which atom it is
   */
  public record Atom(double share, double seen) implements Serializable {
    public Atom {
      requireShare("share", share);
      if (!Double.isFinite(seen)) {
        throw new IllegalArgumentException("seen = " + seen + ": must be finite");
      }
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share >= LEAST_SHARE && share <= 1)) {
      throw new IllegalArgumentException(
          name + " = " + share + ": must be from " + LEAST_SHARE + " to 1");
    }
  }

  public Mixed {
    columns = List.copyOf(columns);
    hidden = Conditioner.checked(hidden);
  }

  /** The first number of an atom's interval. */
  public static int place(int atom) {
    return ATOMS + 2 * atom;
  }

  /** The atom in whose interval a number is; a negative one of what is continuous. */
  public static int atom(float number) {
    return Math.round((number - ATOMS - 0.5f) / 2);
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    if (dim != columns.size()) {
      throw new IllegalArgumentException(
          "columns has the parts of " + columns.size() + " columns: the rows have " + dim);
    }
    return network(context).weights();
  }

  private MaskedMlp network(int context) {
    List<Integer> inputs = columns.stream().map(column -> 1 + column.atoms().size()).toList();
    return new MaskedMlp(context, inputs, hidden, new MixedMap(columns, spline).groups());
  }

  @Override
  public boolean takesContext() {
    return true;
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    List<SDVariable> seen = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      seen.add(scope.part(() -> seen(scope, column, column(scope, x, column))));
    }
    SDVariable outputs = network(scope.contextColumns()).apply(scope, concat(seen));
    MixedMap map = new MixedMap(columns, spline);
    return map.toBase(scope, x, map.split(scope, outputs));
  }

  private SDVariable column(GraphScope scope, SDVariable x, int column) {
    return columns.size() == 1 ? x : scope.columns(x, column, 1);
  }

  /** What the network sees of a column: (batch, 1 + its atoms). */
  private SDVariable seen(GraphScope scope, int column, SDVariable x) {
    List<Atom> atoms = columns.get(column).atoms();
    if (atoms.isEmpty()) {
      return clip(x, -MOST_SEEN, MOST_SEEN);
    }
    SDVariable chosen = chosen(scope, x, columns.get(column).places());
    double[] numbers = atoms.stream().mapToDouble(Atom::seen).toArray();
    SDVariable number = rowSum(chosen.mul(scope.row(numbers)), atoms.size());
    SDVariable continuous = clip(x, -MOST_SEEN, MOST_SEEN).mul(below(scope, x));
    return concat(List.of(continuous.add(number), chosen));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    return toData(scope, z, 0);
  }

  /**
   * The same whose first columns are given: {@link Layer#toData} takes data in them, not numbers of
   * the base, and leaves them as they are. What it draws is exact given columns however unlikely,
   * whose numbers of the base would be rounded to those of others.
   *
   * @param first how many, less than there are
   */
  public Layer given(int first) {
    return new Given(this, first);
  }

  /** Draws, and is in no file. */
  private record Given(Mixed all, int first) implements CustomLayer {
    @Override
    public List<Weight> weights(int dim, int context) {
      return all.weights(dim, context);
    }

    @Override
    public boolean takesContext() {
      return true;
    }

    @Override
    public Mapped toBase(GraphScope scope, SDVariable x) {
      throw new UnsupportedOperationException("columns are given: it draws alone");
    }

    @Override
    public Mapped toData(GraphScope scope, SDVariable z) {
      return all.toData(scope, z, first);
    }
  }

  private Mapped toData(GraphScope scope, SDVariable z, int given) {
    MaskedMlp.Sequence sequence = network(scope.contextColumns()).sequence(scope);
    List<SDVariable> found = new ArrayList<>();
    List<SDVariable> seen = new ArrayList<>();
    SDVariable logDet = scope.scalar(0);
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      Univariate.Mapped mapped =
          scope.part(
              () -> {
                SDVariable own = column(scope, z, column);
                List<SDVariable> outputs = sequence.next(seen);
                return column < given
                    ? new Univariate.Mapped(own, scope.scalar(0))
                    : new MixedMap(List.of(columns.get(column)), spline)
                        .toData(scope, own, outputs);
              });
      SDVariable before = logDet;
      found.add(mapped.value());
      seen.add(scope.part(() -> seen(scope, column, mapped.value())));
      logDet = scope.part(() -> before.add(mapped.logSlope()));
    }
    return new Mapped(concat(found), logDet);
  }

  /** 1 where x is no atom. */
  static SDVariable below(GraphScope scope, SDVariable x) {
    return scope.scalar(1).sub(atLeast(scope, x, scope.scalar(ATOMS - 0.5)));
  }

  /**
   * 1 where x is the atom at a place.
   *
   * @param x (batch, 1), or (batch, places)
   */
  static SDVariable chosen(GraphScope scope, SDVariable x, double[] places) {
    return atLeast(scope, x, shifted(scope, places, -0.5)).sub(beyond(scope, x, places));
  }

  /** 1 where x is beyond the atom at a place. */
  static SDVariable beyond(GraphScope scope, SDVariable x, double[] places) {
    return atLeast(scope, x, shifted(scope, places, 1.5));
  }

  private static SDVariable shifted(GraphScope scope, double[] places, double by) {
    return scope.row(Arrays.stream(places).map(place -> place + by).toArray());
  }
}
