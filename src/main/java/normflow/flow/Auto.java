package normflow.flow;

import java.util.ArrayList;
import java.util.List;
import normflow.layer.Layer;

/**
 * The best of several flows by the likelihood of the validation rows: each is trained on the same
 * rows, one after the other, and the first one that is no worse than the best, within a standard
 * error, is taken.
 *
 * @param of the flows, the simplest first; empty: one Gaussian, without a context a mixture of
 *     five, and what a table gets that names no flow
 */
public record Auto(List<Architecture> of) implements Architecture {

  private static final int MOST = 20;
  private static final int COMPONENTS = 5;

  public Auto {
    of = List.copyOf(of);
    if (of.size() > MOST) {
      throw new IllegalArgumentException(
          "of has " + of.size() + " flows: at most " + MOST + "; sweep has more");
    }
    if (of.stream().distinct().count() < of.size()) {
      throw new IllegalArgumentException("of: names a flow twice; once is enough");
    }
    for (Architecture flow : of) {
      if (flow.standsForSeveral() || flow.takesAtoms() || flow.unseenParts() > 0) {
        throw new IllegalArgumentException(
            "of: auto, tabular and cross-fitted ensembles cannot be chosen by the likelihood of the"
                + " same rows; name them as flow");
      }
    }
  }

  /** Those that suit the table. */
  public static Auto defaults() {
    return new Auto(List.of());
  }

  @Override
  public boolean standsForSeveral() {
    return true;
  }

  @Override
  public List<Architecture> candidates(Architecture usual, boolean context) {
    if (!of.isEmpty()) {
      return of;
    }
    List<Architecture> candidates = new ArrayList<>(List.of(Gaussians.defaults()));
    if (!context) {
      candidates.add(new Gaussians(COMPONENTS));
    }
    candidates.add(usual);
    return candidates;
  }

  @Override
  public boolean beginsWhitened() {
    return of.isEmpty() || of.stream().anyMatch(Architecture::beginsWhitened);
  }

  /** That of the last one, as a rule the largest. */
  @Override
  public Base base() {
    return last().base();
  }

  @Override
  public List<Layer> layers(int dim) {
    return last().layers(dim);
  }

  private Architecture last() {
    return of.isEmpty() ? Nsf.defaults() : of.get(of.size() - 1);
  }

  @Override
  public Auto settled(int width, Base left) {
    return new Auto(of.stream().map(flow -> flow.settled(width, left)).toList());
  }

  @Override
  public Flow flow(int dim, int context) {
    List<Flow> flows =
        candidates(last(), context > 0).stream().map(flow -> flow.flow(dim, context)).toList();
    return flows.get(flows.size() - 1);
  }
}
