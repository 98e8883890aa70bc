package normflow.page;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.report.chart.CurveBundle;
import normflow.report.chart.ParallelCoordinates;
import normflow.report.chart.ValueAxis;
import normflow.report.chart.ValuePlot;
import normflow.report.draw.Labels;
import normflow.report.draw.Picture;
import normflow.report.draw.Points;
import normflow.report.html.Block;
import normflow.report.html.Section;
import normflow.storage.Storage;
import normflow.store.MetricsLine;
import normflow.study.Setting;
import normflow.study.search.Leaderboard;
import normflow.study.search.Leaderboard.Row;
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
    if (!axes.isEmpty()) {
      sections.add(new Section("Axes", axes(axes, losses(rows))));
    }
    List<Block> curves = curves(rows);
    if (!curves.isEmpty()) {
      sections.add(new Section("Learning curves", curves));
    }
    return sections;
  }

  private static List<Double> losses(List<Row> rows) {
    return rows.stream().map(row -> row.result().validationNll().orElseThrow()).toList();
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

  private static List<Block> axes(List<ValueAxis> axes, List<Double> losses) {
    List<Block> blocks = new ArrayList<>();
    if (axes.size() > 1) {
      blocks.add(
          new Block.Figure(
              Picture.of(new ParallelCoordinates(axes, losses, LOSS).image()),
              "A line a trial, coloured by its validation NLL: dark is good; the best is bold.",
              "parallel coordinates of all trials"));
    }
    List<Block.Figure> plots = new ArrayList<>();
    for (ValueAxis axis : axes) {
      plots.add(
          new Block.Figure(
              Picture.of(new ValuePlot(axis, losses, LOSS).image()),
              "",
              "likelihood by " + axis.name()));
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

  private List<Block> curves(List<Row> rows) {
    List<Points> curves = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (Row row : rows) {
      List<MetricsLine> lines = lines(row);
      if (!lines.isEmpty()) {
        curves.add(
            Points.of(
                lines.stream().mapToDouble(MetricsLine::step).toArray(),
                lines.stream()
                    .mapToDouble(line -> line.validationNllInputUnits().orElse(0))
                    .toArray()));
        losses.add(row.result().validationNll().orElseThrow());
      }
    }
    return curves.isEmpty()
        ? List.of()
        : List.of(
            new Block.Figure(
                Picture.of(
                    new CurveBundle(new Labels("", "step", LOSS), curves, losses, LOSS).image()),
                "A curve a trial, coloured by its validation NLL; the best is bold.",
                "validation likelihood of all trials over their steps"));
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
