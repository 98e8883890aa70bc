package normflow.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import normflow.report.chart.Bands;
import normflow.report.chart.Curves;
import normflow.report.chart.ShareBars;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.html.Block;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Predictions;
import normflow.spark.evaluate.Predictions.Interval;
import normflow.text.Numbers;

/** How good a model predicts its only column, given the others. */
record ModelPredictions(ReportedModel reported) {

  private static final int SLICES = 5;
  private static final int POINTS = 240;
  private static final int MEDIAN = Bands.PROBABILITIES.indexOf(0.5);

  /** Nothing of models of other columns. */
  Part part() {
    List<Supplier<Part>> drawings = new ArrayList<>();
    reported
        .evaluation()
        .flatMap(Evaluation::predictions)
        .ifPresent(
            predictions -> {
              drawings.add(() -> Part.of(said(predictions)));
              drawings.add(() -> pit(predictions));
            });
    drawings.add(() -> bands().map(this::part).orElse(Part.NONE));
    return Part.all(drawings);
  }

  private static Block[] said(Predictions predictions) {
    List<Block.Fact> facts = new ArrayList<>();
    String units = "in the units of " + predictions.column();
    facts.add(new Block.Fact("CRPS", PredictionLines.crps(predictions), units));
    facts.add(new Block.Fact("RMSE of the mean", PredictionLines.rmse(predictions), units));
    for (Interval interval : predictions.intervals()) {
      facts.add(
          new Block.Fact(
              "in the " + PredictionLines.name(interval),
              PredictionLines.held(interval),
              "of the rows"));
    }
    List<Block> blocks = new ArrayList<>(List.of(new Block.Facts(facts)));
    PredictionLines.sentences(predictions)
        .forEach(sentence -> blocks.add(new Block.Text(sentence)));
    return blocks.toArray(Block[]::new);
  }

  private static Part pit(Predictions predictions) {
    String caption =
        Numbers.format(
            "How many of %,d held-out rows lie in each tenth of what was predicted of them. A hollow:"
                + " predictions are too narrow; a hill: too wide; a slope to the left: too high; to"
                + " the right: too low. In the grey band a bar is off 1 by no more than chance in 19"
                + " cases of 20.",
            predictions.rows());
    return Part.figure(
        "pit",
        ShareBars.of(
            "Probability integral transform",
            "predicted probability of less than what was found",
            predictions.pit(),
            predictions.rows()),
        caption);
  }

  /** Of held-out rows alone: others the model has seen. */
  private Optional<Bands> bands() {
    int dim = reported.model().flow().dim();
    if (dim > 1
        || !reported.isConditional()
        || reported.model().standardization().hasAtoms()
        || reported.heldOut().isEmpty()) {
      return Optional.empty();
    }
    double[][] rows = reported.heldOut().orElseThrow();
    double[][] contexts =
        Arrays.stream(rows)
            .map(row -> Arrays.copyOfRange(row, dim, row.length))
            .toArray(double[][]::new);
    return reported
        .local()
        .quantiles(contexts, Bands.PROBABILITIES)
        .map(
            quantiles ->
                new Bands(
                    reported.model().columns().get(0),
                    IntStream.range(0, rows.length)
                        .mapToObj(i -> new Bands.Row(quantiles[i], rows[i][0]))
                        .toList()));
  }

  private Part part(Bands bands) {
    String caption =
        "What is predicted of held-out rows, at even distances in the order of the predicted median,"
            + " and what was found: one of ten is due outside the light bars, one of two outside the"
            + " dark ones.";
    return Part.all(
        List.of(() -> Part.figure("bands", bands, caption), () -> slices(bands.rows())));
  }

  /**
   * The whole predicted density of some rows, from those with a low median to those with a high.
   */
  private Part slices(List<Bands.Row> predicted) {
    double[][] rows = reported.heldOut().orElseThrow();
    int[] byMedian =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> predicted.get(i).quantiles()[MEDIAN]))
            .mapToInt(Integer::intValue)
            .toArray();
    int count = Math.min(SLICES, rows.length);
    List<Curves.Curve> curves = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      int row = byMedian[(int) ((2L * slice + 1) * rows.length / (2L * count))];
      double[] quantiles = predicted.get(row).quantiles();
      double[] grid = Grid.centres(Range.of(quantiles[0], quantiles[4]).padded(0.5), POINTS);
      curves.add(
          new Curves.Curve(
              Numbers.format(
                  "%d: %.4g predicted, %.4g found",
                  slice + 1, quantiles[MEDIAN], predicted.get(row).found()),
              Points.of(grid, density(rows[row], grid))));
    }
    String column = reported.model().columns().get(0);
    return Part.of(
        Part.asked(
            Curves.ofDensities(new Labels("", column, "density given the other columns"), curves),
            "The predicted density of held-out rows, named by their predicted median and what was found."));
  }

  private double[] density(double[] row, double[] grid) {
    double[][] rows =
        Arrays.stream(grid)
            .mapToObj(
                value -> {
                  double[] other = row.clone();
                  other[0] = value;
                  return other;
                })
            .toArray(double[][]::new);
    return Arrays.stream(reported.local().logDensity(rows)).map(Math::exp).toArray();
  }
}
