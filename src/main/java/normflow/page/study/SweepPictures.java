package normflow.page.study;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.page.Part;
import normflow.report.chart.BestSoFar;
import normflow.report.chart.CurveBundle;
import normflow.report.chart.ErrorBars;
import normflow.report.chart.Losses;
import normflow.report.chart.ParallelCoordinates;
import normflow.report.chart.ValueAxis;
import normflow.report.chart.ValuePlot;
import normflow.report.color.LossColors;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.html.Block;
import normflow.report.html.Section;
import normflow.storage.Storage;
import normflow.store.MetricsLine;
import normflow.study.Setting;
import normflow.study.importance.Factor;
import normflow.study.importance.Importance;
import normflow.study.search.Leaderboard;
import normflow.study.search.Leaderboard.Row;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures of all trials that have a likelihood.
 *
 * @param storage that holds their learning curves
 * @param board the trials
 */
record SweepPictures(Storage storage, Leaderboard board) {

  private static final Logger LOG = LoggerFactory.getLogger(SweepPictures.class);

  private static final String LOSS = "validation NLL (nats)";

  List<Section> sections() {
    List<Row> rows =
        board.rows().stream()
            .filter(row -> row.result().validationNll().isPresent())
            .filter(row -> row.result().validationNll().getAsDouble() < Double.MAX_VALUE)
            .filter(SweepPictures::isFiniteFromTheStart)
            // So that names stand as the configuration has them.
            .sorted(Comparator.comparingInt(row -> row.trial().number()))
            .toList();
    List<Section> sections = new ArrayList<>();
    if (rows.size() < 2) {
      return sections;
    }
    List<ValueAxis> axes =
        IntStream.range(0, board.axes().size())
            .mapToObj(i -> axis(board.axes().get(i), board.shortNames().get(i), rows))
            .filter(axis -> !axis.isConstant())
            .toList();
    Losses losses = losses(rows);
    sections.add(new Section("Best so far", List.of(bestSoFar(rows, losses))));
    importance(axes, rows).ifPresent(block -> sections.add(new Section("Importance", block)));
    if (!axes.isEmpty()) {
      sections.add(new Section("Axes", axes(axes, losses)));
    }
    List<Block> curves = curves(rows);
    if (!curves.isEmpty()) {
      sections.add(new Section("Learning curves", curves));
    }
    return sections;
  }

  private boolean isRepeated() {
    return board.rows().stream()
        .anyMatch(row -> row.result().measured().flatMap(m -> m.repeats()).isPresent());
  }

  /** Of a first rung without a likelihood nothing can be compared. */
  private static boolean isFiniteFromTheStart(Row row) {
    return row.result().rungs().isEmpty()
        || row.result().rungs().get(0).validationNll() < Double.MAX_VALUE;
  }

  private Losses losses(List<Row> rows) {
    return new Losses(
        rows.stream().map(this::named).toList(),
        rows.stream().map(row -> row.result().validationNll().orElseThrow()).toList(),
        rows.stream().map(row -> SweepPage.folder(row.trial())).toList(),
        LOSS);
  }

  private String named(Row row) {
    return "trial " + row.trial().name() + ": " + board.brief(row.trial());
  }

  private static ValueAxis axis(String path, String name, List<Row> rows) {
    Setting none = new Setting("", OptionalDouble.empty());
    List<Setting> settings =
        rows.stream().map(row -> row.trial().settings().getOrDefault(path, none)).toList();
    return ValueAxis.of(
        name,
        settings.stream().map(Setting::text).toList(),
        settings.stream().map(Setting::number).toList());
  }

  private static List<Block> axes(List<ValueAxis> axes, Losses losses) {
    List<Block> blocks = new ArrayList<>();
    if (axes.size() > 1) {
      blocks.add(
          Part.asked(
              new ParallelCoordinates(axes, losses),
              "A line a trial, coloured by its validation NLL: dark is good; the best is bold."));
    }
    List<Block.Figure> plots = new ArrayList<>();
    for (ValueAxis axis : axes) {
      plots.add(Part.asked(new ValuePlot(axis, losses), ""));
    }
    for (int i = 0; i < plots.size(); i += 2) {
      blocks.add(new Block.Row(plots.subList(i, Math.min(i + 2, plots.size()))));
    }
    blocks.add(
        new Block.Text(
            "A dot a trial; the line joins the best of each value. The worst quarter may lie above"
                + " the pictures and stands at their edge."));
    return blocks;
  }

  /** Every trial by its number, and the best up to it. */
  private static Block bestSoFar(List<Row> rows, Losses losses) {
    double[] numbers = rows.stream().mapToDouble(row -> row.trial().number()).toArray();
    return Part.asked(
        new BestSoFar(new Labels("", "trial", LOSS), numbers, losses),
        "A dot a trial in the order in which they begin; the line is the best up to it.");
  }

  /** Of trials at the same point of their training: those that stopped are no worse for it. */
  private static Optional<List<Block>> importance(List<ValueAxis> axes, List<Row> rows) {
    boolean compared = rows.stream().noneMatch(row -> row.result().rungs().isEmpty());
    double[] losses =
        rows.stream()
            .mapToDouble(
                row ->
                    compared
                        ? row.result().rungs().get(0).validationNll()
                        : row.result().validationNll().orElseThrow())
            .toArray();
    LossColors told = LossColors.of(losses);
    Optional<Importance> found =
        Importance.of(
            axes.stream().map(SweepPictures::factor).toList(),
            // What is far off would be all that is explained.
            DoubleStream.of(losses).map(loss -> Math.min(loss, told.range().high())).toArray());
    return found.map(importance -> List.of(importance(axes, importance, compared)));
  }

  private static Block importance(List<ValueAxis> axes, Importance importance, boolean compared) {
    List<ErrorBars.Bar> bars = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Importance.Share share = importance.shares().get(i);
      bars.add(new ErrorBars.Bar(axes.get(i).name(), share.value(), share.deviation()));
    }
    double alone = importance.shares().stream().mapToDouble(Importance.Share::value).sum();
    return Part.asked(
        new ErrorBars(
            "share of what a forest has learned of the validation NLL",
            bars.stream().sorted(Comparator.comparingDouble(bar -> -bar.value())).toList()),
        Numbers.format(
            "What each axis explains by itself, all others averaged out, \u00b1 the deviation between"
                + " the trees of a forest; %.2f is left to what axes do together. The forest explains"
                + " %.0f%% of the variance among trials that a tree has not seen: the less, the less"
                + " this says. %sThe worst quarter counts as its best one.",
            Math.max(0, 1 - alone),
            100 * importance.learned(),
            compared ? "Trials are compared at their first rung. " : ""));
  }

  private static Factor factor(ValueAxis axis) {
    boolean names = !axis.plot().names().isEmpty();
    double[] places =
        IntStream.range(0, axis.positions().size())
            .mapToDouble(
                i ->
                    axis.positions().get(i).isNaN()
                        ? Double.NaN
                        : names ? axis.plotted(i) : axis.positions().get(i))
            .toArray();
    return names ? Factor.ofValues(axis.numeric(), places) : Factor.ofNumbers(places);
  }

  private List<Block> curves(List<Row> rows) {
    List<Points> curves = new ArrayList<>();
    List<Row> drawn = new ArrayList<>();
    for (Row row : rows) {
      List<MetricsLine> lines = lines(row);
      if (!lines.isEmpty()) {
        curves.add(
            Points.of(
                lines.stream().mapToDouble(MetricsLine::step).toArray(),
                lines.stream()
                    .mapToDouble(line -> line.validationNllInputUnits().orElse(0))
                    .toArray()));
        drawn.add(row);
      }
    }
    return curves.isEmpty()
        ? List.of()
        : List.of(
            Part.asked(
                new CurveBundle(new Labels("", "step", LOSS), curves, losses(drawn)),
                (isRepeated() ? "A curve a trial, of its first repeat" : "A curve a trial")
                    + ", coloured by its validation NLL; the best is bold."));
  }

  private List<MetricsLine> lines(Row row) {
    Path path = new Path(row.trial().folder(), "metrics.jsonl");
    try {
      return read(path);
    } catch (ConfigException | UncheckedIOException e) {
      // A trial that goes on writes it anew meanwhile: the next page has its curve.
      LOG.debug("no curve of {} yet", path, e);
      return List.of();
    }
  }

  private List<MetricsLine> read(Path path) {
    return storage.exists(path)
        ? storage
            .readLines(path)
            .map(line -> Codec.json(path.toString(), line, MetricsLine.class))
            .filter(line -> line.validationNllInputUnits().isPresent())
            .toList()
        : List.of();
  }
}
