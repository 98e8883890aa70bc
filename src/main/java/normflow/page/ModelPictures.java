package normflow.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import normflow.report.chart.Curves;
import normflow.report.chart.Heatmap;
import normflow.report.chart.Scatter;
import normflow.report.chart.Warp;
import normflow.report.color.ColorScale;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;
import normflow.report.draw.Picture;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.score.LocalModel;
import normflow.store.MetricsLine;
import normflow.text.Numbers;

/** The pictures of a model, by their file names without ending. */
final class ModelPictures {

  private static final int GRID = 300;
  private static final int WARPED = 3_000;
  private static final int WARP_PANELS = 12;
  private static final double LOG_DEPTH = 12;
  private static final double TAIL = 0.001;

  private final ReportedModel reported;
  private final LocalModel model;
  private final Range x;
  private final Range y;

  ModelPictures(ReportedModel reported) {
    this.reported = reported;
    this.model = reported.local();
    Points data = columns(reported.data(), 0, 1);
    this.x = data.xRange(TAIL).padded(0.08);
    this.y = data.yRange(TAIL).padded(0.08);
  }

  private int dim() {
    return reported.model().flow().dim();
  }

  String column(int index) {
    return reported.model().columns().get(index);
  }

  /** Learned density, and the exact one before it where it is known; both columns' density only. */
  Map<String, Supplier<Picture>> densities() {
    if (dim() != 2 || reported.isConditional()) {
      return Map.of();
    }
    Grid learned = grid(model::logDensity);
    Optional<Grid> exact = reported.density().map(density -> grid(rows(density::logDensity)));
    List<Grid> grids = new ArrayList<>(exact.stream().toList());
    grids.add(learned);
    ColorScale linear = ColorScale.density(exact.map(List::of).orElse(List.of(learned)));
    ColorScale logarithmic = ColorScale.logDensity(grids, LOG_DEPTH);
    Map<String, Supplier<Picture>> drawings = new LinkedHashMap<>();
    exact.ifPresent(grid -> drawings.put("density-exact", heatmap("Exact", grid, linear)));
    drawings.put("density-learned", heatmap("Learned", learned, linear));
    exact.ifPresent(grid -> drawings.put("log-density-exact", heatmap("Exact", grid, logarithmic)));
    drawings.put("log-density-learned", heatmap("Learned", learned, logarithmic));
    return drawings;
  }

  private Supplier<Picture> heatmap(String title, Grid grid, ColorScale scale) {
    return () -> Picture.of(new Heatmap(labels(title, 0, 1), grid, scale).image());
  }

  /** Where the pictures of the first column reach. */
  Range x() {
    return x;
  }

  /** Where the pictures of the second column reach. */
  Range y() {
    return y;
  }

  private Labels labels(String title, int first, int second) {
    return new Labels(title, column(first), column(second));
  }

  private Grid grid(Function<double[][], double[]> logDensity) {
    return Grid.evaluate(x, y, GRID, logDensity);
  }

  private static Function<double[][], double[]> rows(ToDoubleFunction<double[]> logDensity) {
    return rows -> Arrays.stream(rows).mapToDouble(logDensity).toArray();
  }

  /**
   * Rows of the table and of the model, pair of columns by pair.
   *
   * @param drawn the model's
   */
  Map<String, Supplier<Picture>> samples(double[][] drawn) {
    Map<String, Supplier<Picture>> drawings = new LinkedHashMap<>();
    if (dim() == 1 && !reported.isConditional()) {
      drawings.put("density", this::curveOfOneColumn);
      return drawings;
    }
    for (int first = 0; first + 1 < Math.min(dim(), 6); first += 2) {
      Points data = columns(reported.data(), first, first + 1);
      Range xRange = data.xRange(TAIL).padded(0.08);
      Range yRange = data.yRange(TAIL).padded(0.08);
      String pair = dim() == 2 ? "" : "-" + column(first) + "-" + column(first + 1);
      Points sample = columns(drawn, first, first + 1);
      Labels of = labels("Data", first, first + 1);
      Labels by = labels("Samples", first, first + 1);
      drawings.put("data" + pair, () -> Picture.of(new Scatter(of, data, xRange, yRange).image()));
      drawings.put(
          "samples" + pair, () -> Picture.of(new Scatter(by, sample, xRange, yRange).image()));
    }
    return drawings;
  }

  private Picture curveOfOneColumn() {
    double[] xs = Grid.centres(x, 2 * GRID);
    double[][] rows = Arrays.stream(xs).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    double[] learned = Arrays.stream(model.logDensity(rows)).map(Math::exp).toArray();
    List<Curves.Curve> curves = new ArrayList<>();
    reported
        .density()
        .ifPresent(
            density -> {
              double[] exact =
                  Arrays.stream(rows).mapToDouble(density::logDensity).map(Math::exp).toArray();
              curves.add(new Curves.Curve("exact", Points.of(xs, exact)));
            });
    curves.add(new Curves.Curve("learned", Points.of(xs, learned)));
    return Picture.of(Curves.ofDensities(new Labels("", column(0), "density"), curves).image());
  }

  /** Base draws on their way to the data; of long flows a choice of layers. */
  Optional<Picture> warp() {
    if (!reported.hasPath()) {
      return Optional.empty();
    }
    List<double[][]> stages = model.sampleByLayer(WARPED, 1);
    int last = stages.size() - 1;
    int panels = Math.min(WARP_PANELS, stages.size());
    List<Warp.Panel> chosen = new ArrayList<>();
    for (int i = 0; i < panels; i++) {
      int stage = (int) Math.round((double) i * last / (panels - 1));
      String label = stage == 0 ? "base" : stage == last ? "data" : "after layer " + stage;
      chosen.add(new Warp.Panel(label, columns(stages.get(stage), 0, 1)));
    }
    return Optional.of(Picture.of(new Warp("", chosen, Warp.Ranges.SHARED).image()));
  }

  /** NLL over the steps, in the units of the input; the step whose parameters were taken. */
  Optional<Curves> curves() {
    List<Curves.Curve> curves = new ArrayList<>();
    curve("training", MetricsLine::trainingNll).ifPresent(curves::add);
    Optional<Curves.Curve> validation = curve("validation", MetricsLine::validationNll);
    validation.ifPresent(curves::add);
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    List<Curves.Level> levels = new ArrayList<>();
    reported.evaluation().ifPresent(evaluation -> levels.addAll(levels(evaluation)));
    List<Curves.Mark> marks =
        validation.map(Curves.Curve::points).flatMap(this::best).stream().toList();
    Labels labels = new Labels("", "step", "NLL (nats a row)");
    return Optional.of(new Curves(labels, curves, levels, marks));
  }

  private Optional<Curves.Mark> best(Points validation) {
    long step = reported.provenance().bestStep();
    return IntStream.range(0, validation.size())
        .filter(i -> validation.x(i) == step)
        .mapToObj(
            i -> new Curves.Mark(Numbers.format("best, step %,d", step), step, validation.y(i)))
        .findFirst();
  }

  private static List<Curves.Level> levels(Evaluation evaluation) {
    List<Curves.Level> levels = new ArrayList<>();
    evaluation.base().ifPresent(value -> levels.add(new Curves.Level("N(0, I)", value)));
    evaluation.references().forEach(line -> levels.add(new Curves.Level(line.name(), line.nll())));
    evaluation.entropy().ifPresent(value -> levels.add(new Curves.Level("true density", value)));
    return levels;
  }

  /** Lines of before have standardised units alone. */
  private Optional<Curves.Curve> curve(String name, Function<MetricsLine, OptionalDouble> value) {
    List<MetricsLine> lines =
        reported.curves().stream().filter(line -> value.apply(line).isPresent()).toList();
    if (lines.size() < 2) {
      return Optional.empty();
    }
    double offset = reported.model().standardization().logDensityOffset();
    double[] steps = lines.stream().mapToDouble(line -> (double) line.step()).toArray();
    double[] values =
        lines.stream().mapToDouble(line -> value.apply(line).orElseThrow() - offset).toArray();
    return Optional.of(new Curves.Curve(name, Points.of(steps, values)));
  }

  /** Two columns of rows; of rows with one column that one and zeros. */
  static Points columns(double[][] rows, int first, int second) {
    double[] xs = Arrays.stream(rows).mapToDouble(row -> row[first]).toArray();
    double[] ys =
        Arrays.stream(rows).mapToDouble(row -> second < row.length ? row[second] : 0).toArray();
    return Points.of(xs, ys);
  }
}
