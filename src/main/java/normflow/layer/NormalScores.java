package normflow.layer;

import static normflow.layer.Ops.atLeast;
import static normflow.layer.Ops.clip;
import static normflow.layer.Requirement.require;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Each column by a fixed increasing map of its own, which takes quantiles of the training rows to
 * those of N(0, 1): a rational quadratic spline through given points, straight lines beyond them.
 *
 * <p>"Order tests for the two-sample problem and their power" (van der Waerden, 1952) for normal
 * scores; "Piecewise Rational Quadratic Interpolation" (Gregory, Delbourgo, 1982).
 *
 * @param columns the points of each column, as many of all of them
 */
public record NormalScores(List<ScorePoints> columns) implements Layer {

  public NormalScores {
    columns = List.copyOf(columns);
    require("columns", !columns.isEmpty(), "the points of at least one column");
    int bins = columns.get(0).bins();
    require(
        "columns",
        columns.stream().allMatch(each -> each.bins() == bins),
        "of as many points each");
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    require("columns", columns.size() == dim, "points for each of " + dim + " columns");
    return List.of();
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable u =
        x.sub(row(scope, each -> each.values().get(0))).mul(row(scope, each -> 1 / each.width()));
    SDVariable inside = clip(u, 0, 1);
    SplineBin bin = scope.part(() -> binOf(scope, inside, ScorePoints::value));
    Univariate.Mapped mapped = bin.toBase(scope, inside);
    SDVariable w = mapped.value().add(beyond(scope, u.sub(inside), slope -> slope));
    SDVariable value =
        w.mul(row(scope, ScorePoints::height)).add(row(scope, each -> each.scores().get(0)));
    return new Mapped(value, sum(mapped).add(scope.scalar(logScale())));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable w =
        z.sub(row(scope, each -> each.scores().get(0))).mul(row(scope, each -> 1 / each.height()));
    SDVariable inside = clip(w, 0, 1);
    SplineBin bin = scope.part(() -> binOf(scope, inside, ScorePoints::score));
    Univariate.Mapped mapped = bin.toData(scope, inside);
    SDVariable u = mapped.value().add(beyond(scope, w.sub(inside), slope -> 1 / slope));
    SDVariable value =
        u.mul(row(scope, ScorePoints::width)).add(row(scope, each -> each.values().get(0)));
    return new Mapped(value, sum(mapped).sub(scope.scalar(logScale())));
  }

  private SDVariable sum(Univariate.Mapped mapped) {
    return GraphScope.rowSum(mapped.logSlope(), columns.size());
  }

  /** Of the maps between the units of the columns and the unit square. */
  private double logScale() {
    return columns.stream().mapToDouble(each -> Math.log(each.height() / each.width())).sum();
  }

  /** What a number beyond an end of the unit interval adds: on the line at that end. */
  private SDVariable beyond(GraphScope scope, SDVariable off, DoubleUnaryOperator by) {
    SDVariable low = row(scope, each -> by.applyAsDouble(each.slope(0)));
    SDVariable high = row(scope, each -> by.applyAsDouble(each.slope(each.bins())));
    return clip(off, -Float.MAX_VALUE, 0).mul(low).add(clip(off, 0, Float.MAX_VALUE).mul(high));
  }

  /** A number for each column: (1, columns). */
  private SDVariable row(GraphScope scope, ToDoubleFunction<ScorePoints> of) {
    return scope.row(columns.stream().mapToDouble(of).toArray());
  }

  /**
   * The bin that each number lies in.
   *
   * @param inside from 0 to 1, (batch, columns)
   * @param axis of these numbers
   */
  private SplineBin binOf(
      GraphScope scope, SDVariable inside, ToDoubleBiFunction<ScorePoints, Integer> axis) {
    int bins = columns.get(0).bins();
    SDVariable inner = cube(scope, bins - 1, (each, i) -> axis.applyAsDouble(each, i + 1));
    // 1 for every inner point at or below.
    SDVariable passed = atLeast(scope, inside.getSameDiff().expandDims(inside, 2), inner);
    int dim = columns.size();
    SDVariable first = Selection.part(passed, dim, 0, 1);
    SDVariable last = Selection.part(passed, dim, bins - 2, 1);
    SDVariable chosen = Selection.bins(scope, passed, first, last, dim, bins);
    return new SplineBin(
        of(scope, chosen, ScorePoints::value),
        of(scope, chosen, (each, i) -> each.value(i + 1) - each.value(i)),
        of(scope, chosen, ScorePoints::score),
        of(scope, chosen, (each, i) -> each.score(i + 1) - each.score(i)),
        of(scope, chosen, ScorePoints::slope),
        of(scope, chosen, (each, i) -> each.slope(i + 1)));
  }

  private SDVariable of(
      GraphScope scope, SDVariable chosen, ToDoubleBiFunction<ScorePoints, Integer> what) {
    return chosen.mul(cube(scope, columns.get(0).bins(), what)).sum(2);
  }

  /** Numbers of each column: (1, columns, count). */
  private SDVariable cube(
      GraphScope scope, int count, ToDoubleBiFunction<ScorePoints, Integer> what) {
    double[] numbers = new double[columns.size() * count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = what.applyAsDouble(columns.get(i / count), i % count);
    }
    return scope.constant(numbers, 1, columns.size(), count);
  }
}
