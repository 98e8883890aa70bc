package normflow.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import normflow.layer.Bound;
import normflow.layer.Planar.Start;

/** Every premade flow in several dimensions, with and without a context: a new one is a line. */
public final class FlowCatalogue {

  /** A premade flow for rows of {@code dim} columns, given {@code context} columns. */
  public record Case(Architecture architecture, int dim, int context) {
    /** The flow itself. */
    public Flow flow() {
      return architecture.flow(dim, context);
    }

    @Override
    public String toString() {
      return architecture + ", dim " + dim + (context == 0 ? "" : ", context " + context);
    }
  }

  private FlowCatalogue() {}

  /** Small ones, with every base. */
  public static List<Architecture> architectures() {
    Base normal = new StandardNormal();
    List<Integer> hidden = List.of(24, 20);
    return List.of(
        new Architecture.Planar(6, true, Start.SPREAD, normal),
        new Architecture.Planar(3, false, Start.SPREAD, new GaussianMixture(3)),
        new Architecture.Radial(5, normal),
        new Architecture.RealNvp(3, hidden, Bound.LEARNED_TANH, true, normal),
        new Architecture.RealNvp(4, List.of(64, 64), Bound.TANH, false, normal),
        new RealNvpFast(3, hidden, Bound.SOFT, new StudentT(4)),
        new Glow(3, hidden, Bound.SOFT, normal),
        new Maf(2, hidden, Bound.SOFT, new GaussianMixture(1)),
        new Maf(2, hidden, Bound.SOFT, new PowerTailNormal(2)),
        new Nsf(2, hidden, false, 8, 3, normal),
        new Nsf(2, List.of(24, 24), true, 5, 2, new GaussianMixture(4)),
        new NsfAr(2, hidden, 6, 3, normal),
        new Regression(2, hidden, 6, 3, normal),
        new Gaussians(1),
        new Gaussians(3),
        new Ensemble(3, false, new Nsf(2, List.of(16), false, 5, 3, new StudentT(4))),
        new Ensemble(3, true, new Glow(2, List.of(16), Bound.SOFT, new GaussianMixture(2))),
        new Ensemble(
            2, false, new Architecture.RealNvp(3, hidden, Bound.LEARNED_TANH, true, normal)));
  }

  /** Those that exist for the dimension; with a context those only that use one. */
  public static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Architecture architecture : architectures()) {
      for (int dim : new int[] {1, 2, 5, 16}) {
        for (int context : new int[] {0, 3}) {
          Case one = new Case(architecture, dim, context);
          if (exists(one)) {
            cases.add(one);
          }
        }
      }
    }
    return cases.stream();
  }

  private static boolean exists(Case one) {
    try {
      one.flow().layout();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
