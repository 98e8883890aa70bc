package normflow.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.layer.Layer;
import normflow.layer.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Flows in equal parts: q(z | c) = 1/K Σ qₖ(z | c). A gradient step takes the mean of the members'
 * log-densities, so that each of them is fitted as if it were alone, from initial values of its
 * own.
 *
 * <p>If they are cross-fitted, each row belongs to one of them by its values alone ({@link Folds}).
 * A gradient step then takes the mean of the others, and the density of a row is that of the member
 * that it belongs to, which has not been fitted to it nor to any copy: q(z | c) = qₖ₍z,c₎(z | c).
 * Rows of one member lie so close between those of the others that its integral is 1 as theirs are.
 *
 * <p>"Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles"
 * (Lakshminarayanan, Pritzel, Blundell, 2017); "Double/debiased machine learning for treatment and
 * structural parameters" (Chernozhukov et al., 2018) for the folds.
 *
 * @param members 2 to 100, of the same columns and context
 * @param crossFitted whether a row's density is that of the member that has not seen it
 */
public record MixtureOfFlows(List<Flow> members, boolean crossFitted) implements Base {

  /** Members at most. */
  static final int MOST = 100;

  /** Single precision goes to 3e38. */
  private static final double MOST_NATS = 1e36;

  public MixtureOfFlows {
    members = List.copyOf(members);
    if (members.size() < 2 || members.size() > MOST) {
      throw new IllegalArgumentException(
          members.size() + " members: must be from 2 to " + MOST + " flows");
    }
    for (Flow member : members) {
      if (member.base() instanceof MixtureOfFlows) {
        throw new IllegalArgumentException(
            "a member that is a mixture of flows itself: give the mixture more members");
      }
      Flow first = members.get(0);
      if (member.dim() != first.dim() || member.context() != first.context()) {
        throw new IllegalArgumentException(
            "members of "
                + first.width()
                + " and "
                + member.width()
                + " columns, "
                + first.context()
                + " and "
                + member.context()
                + " of them given: all must be alike");
      }
    }
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of("crossFitted", false);
  }

  /** The number of layers of all members. */
  long layers() {
    return members.stream().mapToLong(member -> member.layers().size()).sum();
  }

  boolean keeps(float[] draws, int at, float[] row) {
    return !crossFitted
        || Folds.part(row, 0, row.length, members.size()) == (int) draws[at + most()];
  }

  /** The same with a layer before each member. */
  MixtureOfFlows behind(List<? extends Layer> first) {
    return new MixtureOfFlows(
        IntStream.range(0, members.size())
            .mapToObj(k -> members.get(k).behind(List.of(first.get(k))))
            .toList(),
        crossFitted);
  }

  @Override
  public boolean takesContext() {
    return members.get(0).context() > 0;
  }

  @Override
  public List<Weight> weights(int dim) {
    if (members.get(0).dim() != dim) {
      throw new IllegalArgumentException(
          "base: members of " + members.get(0).dim() + " columns: must be of " + dim);
    }
    List<Weight> weights = new ArrayList<>();
    for (int k = 0; k < members.size(); k++) {
      for (ParameterLayout.Entry entry : members.get(k).layout().entries()) {
        weights.add(entry.weight().prefixed(k + "."));
      }
    }
    return weights;
  }

  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    SDVariable[] each =
        IntStream.range(0, members.size())
            .mapToObj(k -> FlowGraph.logDensity(members.get(k), scope.child("" + k), z))
            .toArray(SDVariable[]::new);
    SDVariable all = z.getSameDiff().concat(1, each);
    if (crossFitted) {
      SDVariable own = Folds.indicators(scope, z, each.length);
      // What is left out may be without end, and 0 times that is no number.
      SDVariable finite = Ops.clip(all, -MOST_NATS, MOST_NATS);
      return scope.isTraining()
          ? finite
              .mul(scope.scalar(1).sub(own))
              .sum(true, 1)
              .mul(scope.scalar(1.0 / (each.length - 1)))
          : finite.mul(own).sum(true, 1);
    }
    return scope.isTraining() ? all.mean(true, 1) : meanOfDensities(all);
  }

  /** log 1/K Σ exp, of each row. */
  private static SDVariable meanOfDensities(SDVariable all) {
    SDVariable largest = all.max(true, 1);
    SDVariable mean = all.getSameDiff().math().exp(all.sub(largest)).mean(true, 1);
    return all.getSameDiff().math().log(mean).add(largest);
  }

  /** Those of the member with the most, and behind them which member is drawn from. */
  @Override
  public int drawn(int dim) {
    return 1 + most();
  }

  private int most() {
    return members.stream().mapToInt(member -> member.base().drawn(member.dim())).max().orElse(0);
  }

  @Override
  public SDVariable drawnRows(GraphScope scope, SDVariable draws) {
    SDVariable choice = scope.columns(draws, most(), 1);
    SDVariable rows = null;
    for (int k = 0; k < members.size(); k++) {
      SDVariable off = draws.getSameDiff().math().abs(choice.sub(scope.scalar(k)));
      SDVariable chosen = draws.getSameDiff().nn().relu(scope.scalar(1).sub(off), 0);
      Flow member = members.get(k);
      int columns = member.base().drawn(member.dim());
      // What is not chosen starts from 0, so that none of its values is infinite.
      SDVariable own = scope.columns(draws, 0, columns).mul(chosen);
      SDVariable image = FlowGraph.drawnRows(member, scope.child("" + k), own).mul(chosen);
      rows = rows == null ? image : rows.add(image);
    }
    return rows;
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    List<Draws> each =
        IntStream.range(0, members.size()).mapToObj(k -> ofMember(k, weights)).toList();
    int choice = most();
    return (random, rows, offset) -> {
      int k = random.nextInt(each.size());
      Arrays.fill(rows, offset, offset + choice, 0);
      each.get(k).draw(random, rows, offset);
      rows[offset + choice] = k;
    };
  }

  private Draws ofMember(int k, Function<String, float[]> weights) {
    Flow member = members.get(k);
    return member.base().draws(member.dim(), name -> weights.apply(below(k, name)));
  }

  private static String below(int k, String name) {
    return k + "." + Flow.BASE + "." + name;
  }

  /** The distribution of a draw of each member's base, of one column, if all are known. */
  Optional<List<Distribution>> distributions(Function<String, float[]> weights) {
    List<Distribution> known =
        IntStream.range(0, members.size())
            .mapToObj(
                k -> members.get(k).base().distribution(name -> weights.apply(below(k, name))))
            .flatMap(Optional::stream)
            .toList();
    return known.size() == members.size() ? Optional.of(known) : Optional.empty();
  }
}
