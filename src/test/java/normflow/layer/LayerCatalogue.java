package normflow.layer;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.layer.LayerContract.Domain;
import normflow.layer.MaskedCoupling.Parity;
import normflow.network.Conditioner;

/** Every kind of layer in several settings and dimensions: a new one is a line here. */
public final class LayerCatalogue {

  /** A layer for rows of {@code dim} columns, given {@code context} columns. */
  public record Case(String name, Layer layer, int dim, int context) {
    Case(String name, Layer layer, int dim) {
      this(name, layer, dim, 0);
    }

    @Override
    public String toString() {
      return name + ", dim " + dim + (context == 0 ? "" : ", context " + context);
    }
  }

  private LayerCatalogue() {}

  public static Stream<Case> cases() {
    return Stream.of(simple(), couplings(), autoregressive(), mixed()).flatMap(cases -> cases);
  }

  private static Stream<Case> simple() {
    return Stream.of(
        new Case("planar, centred", new Planar(true), 1),
        new Case("planar, centred", new Planar(true), 2),
        new Case("planar, centred", new Planar(true), 5),
        new Case("planar, as published", new Planar(false), 1),
        new Case("planar, as published", new Planar(false, Planar.Start.SMALL), 3),
        new Case("planar, uniform", new Planar(true, Planar.Start.UNIFORM), 2),
        new Case("radial", new Radial(), 1),
        new Case("radial", new Radial(), 2),
        new Case("radial", new Radial(), 5),
        new Case("batch norm", new BatchNorm(1e-5), 1),
        new Case("batch norm", new BatchNorm(1e-5), 3),
        new Case("actnorm", new ActNorm(), 1),
        new Case("actnorm", new ActNorm(), 3),
        new Case("permutation", Permutation.reversed(1), 1),
        new Case("permutation", Permutation.reversed(2), 2),
        new Case("permutation", Permutation.random(5, 1), 5),
        new Case("LU linear", new LuLinear(), 1),
        new Case("LU linear", new LuLinear(), 2),
        new Case("LU linear", new LuLinear(), 5),
        new Case("whitening", whitening(1, 0), 1),
        new Case("whitening", whitening(3, 0), 3),
        new Case("whitening given a context", whitening(2, 3), 2, 3),
        new Case("normal scores", normalScores(1, 2), 1),
        new Case("normal scores", normalScores(4, 5), 4));
  }

  private static NormalScores normalScores(int dim, int bins) {
    SplittableRandom random = new SplittableRandom(8);
    return new NormalScores(
        Stream.generate(
                () ->
                    new ScorePoints(
                        increasing(random, bins + 1),
                        increasing(random, bins + 1),
                        random.doubles(bins + 1, 0.3, 3).boxed().toList()))
            .limit(dim)
            .toList());
  }

  private static List<Double> increasing(SplittableRandom random, int count) {
    double[] numbers = random.doubles(count, 0.2, 1).toArray();
    Arrays.parallelPrefix(numbers, Double::sum);
    return Arrays.stream(numbers).mapToObj(number -> number - 1.5).toList();
  }

  private static Whitening whitening(int dim, int context) {
    SplittableRandom random = new SplittableRandom(5);
    List<List<Double>> rows =
        Stream.generate(() -> random.doubles(dim, -0.5, 0.5).boxed().collect(Collectors.toList()))
            .limit(dim + context)
            .collect(Collectors.toList());
    for (int i = 0; i < dim; i++) {
      rows.get(i).set(i, 2 + rows.get(i).get(i));
    }
    return new Whitening(rows.get(0), rows.subList(0, dim), rows.subList(dim, dim + context));
  }

  private static Stream<Case> couplings() {
    Conditioner plain = new Conditioner(List.of(6, 5), false);
    Conditioner residual = new Conditioner(List.of(6, 6), true);
    Univariate affine = new Affine(Bound.SOFT);
    Univariate spline = new RationalQuadratic(5, 1.2);
    return Stream.of(
        masked(Parity.EVEN, Bound.TANH, 2, 0, 8),
        masked(Parity.ODD, Bound.TANH, 2, 0, 8, 8),
        masked(Parity.EVEN, Bound.LEARNED_TANH, 3, 0, 6),
        masked(Parity.ODD, Bound.LEARNED_TANH, 5, 0, 4, 6),
        masked(Parity.ODD, Bound.SOFT, 3, 2, 6),
        new Case(
            "affine coupling by masks that starts anywhere",
            new MaskedCoupling(Parity.ODD, List.of(8), Bound.TANH, false),
            2),
        new Case("affine coupling", Coupling.alternating(2, 0, affine, plain), 2),
        new Case("affine coupling", Coupling.alternating(5, 1, affine, residual), 5),
        new Case(
            "affine coupling, learned bound",
            Coupling.alternating(3, 0, new Affine(Bound.LEARNED_TANH), plain),
            3),
        new Case("affine coupling", new Coupling(List.of(0, 3), affine, plain), 4, 2),
        new Case("affine coupling of all columns", new Coupling(List.of(), affine, plain), 2, 1),
        new Case("spline coupling", Coupling.alternating(2, 0, spline, plain), 2),
        new Case("spline coupling", Coupling.alternating(2, 1, spline, residual), 2),
        new Case("spline coupling", Coupling.alternating(5, 1, spline, plain), 5),
        new Case("spline coupling", new Coupling(List.of(1), spline, plain), 4, 1),
        new Case(
            "spline coupling of 2 bins",
            Coupling.alternating(3, 0, new RationalQuadratic(2, 3), plain),
            3));
  }

  private static Stream<Case> autoregressive() {
    Univariate affine = new Affine(Bound.SOFT);
    Univariate spline = new RationalQuadratic(4, 1.2);
    return Stream.of(
        new Case("affine autoregressive", new Autoregressive(affine, List.of(5, 4)), 2),
        new Case("affine autoregressive", new Autoregressive(affine, List.of(7, 9)), 5),
        new Case("affine autoregressive", new Autoregressive(affine, List.of(2)), 4, 1),
        new Case(
            "affine autoregressive, tanh",
            new Autoregressive(new Affine(Bound.TANH), List.of(6, 6)),
            3,
            2),
        new Case("spline autoregressive", new Autoregressive(spline, List.of(6)), 1, 2),
        new Case("spline autoregressive", new Autoregressive(spline, List.of(6, 5)), 2),
        new Case("spline autoregressive", new Autoregressive(spline, List.of(8, 8)), 4, 1));
  }

  private static Stream<Case> mixed() {
    Mixed.Column continuous = Mixed.Column.ofContinuous();
    Mixed.Column levels = column(0, 0.3, 0.7);
    Mixed.Column both = column(0.7, 0.1, 0.2);
    RationalQuadratic spline = new RationalQuadratic(2, 2);
    return Stream.of(
        new Case("mixed", new Mixed(List.of(both), List.of(2), spline), 1, 1),
        new Case("mixed, levels", new Mixed(List.of(levels, levels), List.of(2), spline), 2),
        new Case("mixed", new Mixed(List.of(both, continuous, levels), List.of(2, 2), spline), 3));
  }

  private static Mixed.Column column(double continuous, double... shares) {
    return new Mixed.Column(
        Arrays.stream(shares).mapToObj(share -> new Mixed.Atom(share, 2 * share)).toList(),
        continuous);
  }

  private static Case masked(
      Parity unchanged, Bound bound, int dim, int context, Integer... hidden) {
    return new Case(
        "affine coupling by masks, " + unchanged + " unchanged, " + bound,
        new MaskedCoupling(unchanged, List.of(hidden), bound),
        dim,
        context);
  }

  /** Where rows of a layer are. */
  public static Domain domain(Layer layer) {
    return layer instanceof Mixed mixed ? new MixedDomain(mixed.columns()) : Domain.EVERYWHERE;
  }

  /** Atoms and other numbers of columns that have both; a uniform base. */
  private record MixedDomain(List<Mixed.Column> columns) implements Domain {
    @Override
    public double data(int column, SplittableRandom random) {
      Mixed.Column parts = columns.get(column);
      return parts.atoms().isEmpty() || (parts.isMixed() && random.nextBoolean())
          ? EVERYWHERE.data(column, random)
          : Mixed.place(random.nextInt(parts.atoms().size())) + random.nextDouble(0.1, 0.9);
    }

    @Override
    public double base(int column, SplittableRandom random) {
      return random.nextDouble(0.02, 0.98);
    }
  }
}
