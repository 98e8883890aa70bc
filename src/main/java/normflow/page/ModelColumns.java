package normflow.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.engine.Moments;
import normflow.model.ColumnType;
import normflow.report.chart.ErrorBars;
import normflow.report.html.Block;
import normflow.text.Numbers;

/** Which columns a model's log-densities come from, on the average and in its worst rows. */
record ModelColumns(ReportedModel reported) {

  /** Evaluations that a page may take. */
  private static final int MOST_EVALUATIONS = 200_000;

  /** A row takes two for each of eight orders, and one more for each column. */
  private static final int EVALUATIONS = 16;

  private static final int MOST_ROWS = 500;
  private static final int MOST_BARS = 30;
  private static final int WORST = 8;

  /** What a row without a density comes to. */
  private static final double NONE = 1e9;

  private static final int NAMED = 3;

  /** Nothing of models of one column, which adds all there is. */
  Part part() {
    int dim = reported.model().flow().dim();
    int each = EVALUATIONS * (dim + 1);
    if (dim == 1 || each * 2 * WORST > MOST_EVALUATIONS) {
      return Part.NONE;
    }
    double[][] rows = reported.checked();
    return Part.all(List.of(() -> average(rows, each), () -> worst(rows)));
  }

  private Part average(double[][] rows, int each) {
    int count = Math.min(Math.min(MOST_ROWS, rows.length), MOST_EVALUATIONS / each);
    double[][] some =
        IntStream.range(0, count)
            .mapToObj(i -> rows[(int) ((long) i * rows.length / count)])
            .toArray(double[][]::new);
    double[][] contributions =
        Arrays.stream(reported.local().contributions(some))
            .filter(row -> Arrays.stream(row).allMatch(value -> Math.abs(value) < NONE))
            .toArray(double[][]::new);
    if (contributions.length == 0) {
      return Part.NONE;
    }
    List<ErrorBars.Bar> bars = new ArrayList<>();
    for (int column = 0; column < contributions[0].length; column++) {
      bars.add(bar(column, contributions));
    }
    List<ErrorBars.Bar> shown =
        bars.stream()
            .sorted(Comparator.comparingDouble(ErrorBars.Bar::value))
            .limit(MOST_BARS)
            .toList();
    String caption =
        Numbers.format(
            "Mean over %,d %s \u00b1 its standard error among rows%s%s. All columns together come to the"
                + " log-density; what the model's own draws have is shared evenly, so that a column"
                + " below the others is one in which rows are less likely than draws.",
            contributions.length,
            reported.checkedName(),
            contributions.length < count
                ? Numbers.format(
                    "; %,d without a density are left out", count - contributions.length)
                : "",
            bars.size() > MOST_BARS
                ? Numbers.format("; the lowest %d of %d columns", MOST_BARS, bars.size())
                : "");
    return Part.of(
        Part.asked(new ErrorBars("nats that a column adds to the log-density", shown), caption));
  }

  private ErrorBars.Bar bar(int column, double[][] contributions) {
    Moments moments = Moments.of(contributions.length, row -> contributions[row][column]);
    double error = moments.count() > 1 ? moments.standardError(0) : 0;
    return new ErrorBars.Bar(name(column), moments.mean()[0], error);
  }

  private String name(int column) {
    return reported.model().dataColumns().get(column);
  }

  /** The least likely rows that the page has read, and the columns that make them so. */
  private Part worst(double[][] rows) {
    double[] densities =
        Arrays.stream(reported.local().logDensity(rows))
            .map(density -> Double.isNaN(density) ? Double.NEGATIVE_INFINITY : density)
            .toArray();
    double[][] least =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> densities[i]))
            .limit(WORST)
            .map(i -> rows[i])
            .toArray(double[][]::new);
    double[] lowest = Arrays.stream(densities).sorted().limit(WORST).toArray();
    double[][] contributions = reported.local().contributions(least);
    List<List<String>> cells = new ArrayList<>();
    for (int row = 0; row < least.length; row++) {
      cells.add(List.of(Numbers.nats(lowest[row]), reasons(least[row], contributions[row])));
    }
    return Part.of(
        Block.Table.of(
            List.of("log-density", "columns that take most from it, and by how many nats"),
            cells,
            Numbers.format(
                "The %d least likely of %,d %s.",
                least.length, rows.length, reported.checkedName())));
  }

  private String reasons(double[] row, double... contributions) {
    return IntStream.range(0, contributions.length)
        .boxed()
        .filter(i -> contributions[i] < 0)
        .sorted(Comparator.comparingDouble(i -> contributions[i]))
        .limit(NAMED)
        .map(i -> name(i) + " = " + value(i, row[i]) + " (" + nats(contributions[i]) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String nats(double contribution) {
    return contribution > -NONE ? Numbers.nats(contribution) : "no density";
  }

  /** As the table has it. */
  private String value(int column, double value) {
    List<ColumnType> types = reported.model().standardization().types();
    List<String> levels = types.isEmpty() ? List.of() : types.get(column).levels();
    if (Double.isNaN(value)) {
      return "null";
    }
    boolean level = value == Math.rint(value) && value >= 0 && value < levels.size();
    return level ? levels.get((int) value) : Numbers.value(value);
  }
}
