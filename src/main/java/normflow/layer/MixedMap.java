package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.abs;
import static normflow.layer.Ops.atLeast;
import static normflow.layer.Ops.clip;
import static normflow.layer.Ops.concat;
import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.reciprocal;
import static normflow.layer.Ops.softClip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.layer.Mixed.Atom;
import normflow.layer.Mixed.Column;
import normflow.network.MaskedMlp;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The map of {@link Mixed}, given the outputs of its network.
 *
 * <p>The parts of a column are its continuous part, where it has others, and its atoms; each has a
 * logit. They lie on (0, 1) one after the other, each as long as its probability.
 *
 * @param columns what each consists of
 * @param spline of the continuous parts
 */
record MixedMap(List<Column> columns, RationalQuadratic spline) {

  /** What the network may add to the logarithm of a share. */
  private static final double MOST_LOGIT = 50;

  /** Values of the base are no nearer to 0 and 1. */
  private static final double END = 1e-7;

  private static final double LEAST_SHARE = 1e-30;

  /**
   * The numbers of outputs for each column: the logits of continuous parts, those of atoms, the
   * parameters of splines. A group that no column has is left out.
   */
  List<List<Integer>> groups() {
    List<List<Integer>> groups = new ArrayList<>();
    groups.add(columns.stream().map(column -> column.isMixed() ? 1 : 0).toList());
    groups.add(columns.stream().map(column -> column.atoms().size()).toList());
    for (int size : spline.groups()) {
      groups.add(columns.stream().map(column -> column.isContinuous() ? size : 0).toList());
    }
    return groups.stream().filter(group -> MaskedMlp.sum(group) > 0).toList();
  }

  /** The outputs of all columns by the groups. */
  List<SDVariable> split(GraphScope scope, SDVariable outputs) {
    List<SDVariable> split = new ArrayList<>();
    int first = 0;
    for (List<Integer> group : groups()) {
      split.add(scope.columns(outputs, first, MaskedMlp.sum(group)));
      first += MaskedMlp.sum(group);
    }
    return split;
  }

  private List<Integer> which(Predicate<Column> kind) {
    return IntStream.range(0, columns.size())
        .filter(i -> kind.test(columns.get(i)))
        .boxed()
        .toList();
  }

  /**
   * Maps all columns to (0, 1).
   *
   * @param x (batch, columns)
   * @param groups of the network's outputs
   */
  Layer.Mapped toBase(GraphScope scope, SDVariable x, List<SDVariable> groups) {
    List<Integer> continuous = which(Column::isContinuous);
    List<Integer> discrete = which(column -> !column.atoms().isEmpty());
    List<SDVariable> logDets = new ArrayList<>();
    SDVariable share = scope.scalar(0);
    if (!continuous.isEmpty()) {
      SDVariable values = Selection.of(scope, x, columns.size(), continuous);
      Univariate.Mapped curve =
          spline.toBase(
              scope, values, continuous.size(), groups.subList(groups.size() - 3, groups.size()));
      SDVariable density =
          logLogistic(scope, curve.value())
              .add(curve.logSlope())
              .sub(logUnits(scope, values, continuous));
      logDets.add(rowSum(density.mul(Mixed.below(scope, values)), continuous.size()));
      share = sigmoid(scope, curve.value());
    }
    List<SDVariable> values = new ArrayList<>();
    List<Integer> pure = which(column -> column.atoms().isEmpty());
    if (!pure.isEmpty()) {
      values.add(
          Selection.of(
              scope, share, continuous.size(), pure.stream().map(continuous::indexOf).toList()));
    }
    if (!discrete.isEmpty()) {
      Parts parts = parts(scope, groups, x, share);
      logDets.add(parts.logShare());
      values.add(parts.value());
    }
    List<Integer> order = new ArrayList<>(pure);
    order.addAll(discrete);
    return new Layer.Mapped(
        Selection.of(scope, concat(values), columns.size(), Selection.inverse(order)),
        logDets.stream().reduce(SDVariable::add).orElseThrow());
  }

  /**
   * The parts of all columns that have several, side by side: first all continuous ones, then the
   * atoms.
   *
   * @param logits (batch, parts)
   * @param weights the exponential of each
   * @param chosen 1 for the part that a row is on
   * @param before 1 for the parts before it
   * @param within how far the row is in each part, between 0 and 1 for the chosen one
   * @param sums over the parts of each column, (parts, columns that have several)
   */
  private record Parts(
      SDVariable logits,
      SDVariable weights,
      SDVariable chosen,
      SDVariable before,
      SDVariable within,
      SDVariable sums,
      int count,
      int columns) {

    /** The logarithm of the chosen parts' probability: (batch, 1). */
    SDVariable logShare() {
      return rowSum(chosen.mul(logits), count).sub(rowSum(log(weights.mmul(sums)), columns));
    }

    /** Where the rows are on (0, 1). */
    SDVariable value() {
      SDVariable passed = weights.mul(before.add(chosen.mul(within))).mmul(sums);
      return passed.mul(reciprocal(weights.mmul(sums)));
    }
  }

  private Parts parts(GraphScope scope, List<SDVariable> groups, SDVariable x, SDVariable share) {
    List<Integer> discrete = which(column -> !column.atoms().isEmpty());
    List<Integer> mixed = which(Column::isMixed);
    List<Integer> ofAtoms =
        IntStream.range(0, columns.size())
            .boxed()
            .flatMap(i -> columns.get(i).atoms().stream().map(atom -> i))
            .toList();
    double[] places =
        columns.stream().flatMapToDouble(column -> Arrays.stream(column.places())).toArray();
    SDVariable repeated = Selection.of(scope, x, columns.size(), ofAtoms);
    SDVariable beyond = Mixed.beyond(scope, repeated, places);
    List<SDVariable> chosen = new ArrayList<>(List.of(Mixed.chosen(scope, repeated, places)));
    List<SDVariable> before = new ArrayList<>(List.of(beyond));
    List<SDVariable> within = new ArrayList<>(List.of(repeated.sub(scope.row(places))));
    if (!mixed.isEmpty()) {
      List<Integer> continuous = which(Column::isContinuous);
      SDVariable below = Mixed.below(scope, Selection.of(scope, x, columns.size(), mixed));
      chosen.add(0, below);
      before.add(0, scope.scalar(1).sub(below));
      within.add(
          0,
          Selection.of(
              scope, share, continuous.size(), mixed.stream().map(continuous::indexOf).toList()));
    }
    List<Integer> owners = new ArrayList<>(mixed);
    owners.addAll(ofAtoms);
    SDVariable logits = logits(scope, groups);
    return new Parts(
        logits,
        exp(logits),
        concat(chosen),
        concat(before),
        concat(within),
        sums(scope, owners, discrete),
        owners.size(),
        discrete.size());
  }

  private static SDVariable sums(GraphScope scope, List<Integer> owners, List<Integer> columns) {
    double[] matrix = new double[owners.size() * columns.size()];
    for (int i = 0; i < owners.size(); i++) {
      matrix[i * columns.size() + columns.indexOf(owners.get(i))] = 1;
    }
    return scope.constant(matrix, owners.size(), columns.size());
  }

  /** The logits of all parts, which are those of the shares where the network's outputs are 0. */
  private SDVariable logits(GraphScope scope, List<SDVariable> groups) {
    List<Column> mixed = columns.stream().filter(Column::isMixed).toList();
    double[] shares =
        DoubleStream.concat(
                mixed.stream().mapToDouble(Column::continuous),
                columns.stream()
                    .flatMap(column -> column.atoms().stream())
                    .mapToDouble(Atom::share))
            .map(Math::log)
            .toArray();
    SDVariable learned = concat(groups.subList(0, mixed.isEmpty() ? 1 : 2));
    return softClip(scope, learned, MOST_LOGIT).add(scope.row(shares));
  }

  /**
   * Maps the only column back.
   *
   * @param z (batch, 1)
   * @param groups of the network's outputs for it
   */
  Univariate.Mapped toData(GraphScope scope, SDVariable z, List<SDVariable> groups) {
    Column column = columns.get(0);
    SDVariable share = clip(z, END, 1 - END);
    if (column.atoms().isEmpty()) {
      return curve(scope, share, groups);
    }
    int count = column.atoms().size() + (column.isMixed() ? 1 : 0);
    // Outputs of the first column without a context are the same for all rows: one row, that is.
    SDVariable nothing = share.mul(scope.scalar(0));
    SDVariable weights =
        exp(logits(scope, groups.stream().map(group -> group.add(nothing)).toList()));
    SDVariable shares = weights.mul(reciprocal(rowSum(weights, count)));
    SDVariable starts = shares.mmul(scope.constant(strictlyUpper(count), count, count));
    SDVariable from = atLeast(scope, share, starts);
    SDVariable chosen = from.sub(shiftedLeft(scope, from, count));
    SDVariable length = clip(rowSum(chosen.mul(shares), count), LEAST_SHARE, 1);
    SDVariable passed = share.sub(rowSum(chosen.mul(starts), count));
    SDVariable within = clip(passed.mul(reciprocal(length)), END, 1 - END);
    DoubleStream ofContinuous = column.isMixed() ? DoubleStream.of(0) : DoubleStream.empty();
    double[] places = DoubleStream.concat(ofContinuous, Arrays.stream(column.places())).toArray();
    SDVariable atom = rowSum(chosen.mul(scope.row(places)), count).add(within);
    SDVariable logSlope = log(length).neg();
    if (!column.isMixed()) {
      return new Univariate.Mapped(atom, logSlope);
    }
    SDVariable continuous = scope.columns(chosen, 0, 1);
    Univariate.Mapped curve = curve(scope, within, groups.subList(2, groups.size()));
    SDVariable value = atom.add(continuous.mul(curve.value().sub(atom)));
    return new Univariate.Mapped(value, logSlope.add(continuous.mul(curve.logSlope())));
  }

  /** The continuous part at this share of its own probability. */
  private Univariate.Mapped curve(GraphScope scope, SDVariable share, List<SDVariable> parameters) {
    SDVariable logit = log(share).sub(log(scope.scalar(1).sub(share)));
    Univariate.Mapped mapped = spline.toData(scope, logit, 1, parameters);
    return new Univariate.Mapped(
        mapped.value(),
        mapped
            .logSlope()
            .sub(logLogistic(scope, logit))
            .add(logUnits(scope, mapped.value(), List.of(0))));
  }

  /**
   * The logarithms of the sizes of units, beside those of before the scale and the logarithm.
   *
   * @param values (batch, columns) of these columns
   */
  private SDVariable logUnits(GraphScope scope, SDVariable values, List<Integer> continuous) {
    List<Column> of = continuous.stream().map(columns::get).toList();
    SDVariable units = scope.row(of.stream().mapToDouble(Column::logUnit).toArray());
    double[] slopes = of.stream().mapToDouble(Column::logUnitSlope).toArray();
    return Arrays.stream(slopes).allMatch(slope -> slope == 0)
        ? units
        : values.mul(scope.row(slopes)).add(units);
  }

  private static double[] strictlyUpper(int size) {
    double[] matrix = new double[size * size];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i / size < i % size ? 1 : 0;
    }
    return matrix;
  }

  /** Of (batch, count) the columns behind the first, and 0. */
  private static SDVariable shiftedLeft(GraphScope scope, SDVariable x, int count) {
    SDVariable zero = scope.columns(x, 0, 1).mul(scope.scalar(0));
    return count == 1 ? zero : concat(List.of(scope.columns(x, 1, count - 1), zero));
  }

  /** The logarithm of the logistic distribution's density. */
  private static SDVariable logLogistic(GraphScope scope, SDVariable y) {
    SDVariable distance = abs(y);
    SDVariable logSum = log(exp(distance.neg()).add(scope.scalar(1)));
    return distance.add(logSum).add(logSum).neg();
  }

  private static SDVariable sigmoid(GraphScope scope, SDVariable y) {
    return reciprocal(exp(clip(y, -80, 80).neg()).add(scope.scalar(1)));
  }
}
