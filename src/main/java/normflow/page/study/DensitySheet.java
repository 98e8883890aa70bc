package normflow.page.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.config.BenchmarkConfig;
import normflow.config.RunConfig;
import normflow.density.Density;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import normflow.report.chart.ContactSheet;
import normflow.report.chart.ContactSheet.Column;
import normflow.report.chart.ContactSheet.Row;
import normflow.report.chart.ContactSheet.Tile;
import normflow.report.color.ColorScale;
import normflow.report.draw.Grid;
import normflow.report.draw.Picture;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.spark.score.LocalModel;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.ModelStore;
import normflow.study.grid.Cell;
import normflow.study.grid.Cell.Measured;
import normflow.study.grid.ResultTables;
import normflow.study.grid.Results;
import normflow.text.Numbers;

/** Exact densities beside those that flows learned, of all data sets whose density is known. */
final class DensitySheet {

  private static final int CELLS = 240;
  private static final int ROWS = 20_000;
  private static final double TAIL = 0.001;
  private static final double MARGIN = 0.08;

  private final BenchmarkConfig config;
  private final Map<String, Grid> exact = new HashMap<>();

  /** By the digest of the parameters. */
  private final Map<String, Grid> learned = new HashMap<>();

  DensitySheet(BenchmarkConfig config) {
    this.config = config;
  }

  /** The picture; empty while no flow is trained on such a data set. */
  Optional<Picture> picture(Storage storage, Results results) {
    List<Row> rows = new ArrayList<>();
    for (String data : results.data()) {
      Optional<Density> plane =
          config.data().get(data).source().knownDensity().filter(density -> density.dim() == 2);
      if (plane.isPresent() && !results.measured(data).isEmpty()) {
        rows.add(row(storage, results, data, plane.get()));
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Picture.of(
                new ContactSheet(
                        "Exact and learned densities",
                        "Under each flow its gap to the exact density in nats ± one standard error,"
                            + " on test rows. Colours: density per unit of area, one scale a row.",
                        columns(results),
                        rows)
                    .image()));
  }

  private List<Column> columns(Results results) {
    List<Column> columns = new ArrayList<>(List.of(new Column("exact", "")));
    for (String flow : results.flows()) {
      String parameters =
          results.cells().stream()
              .filter(cell -> cell.flow().equals(flow))
              .flatMap(cell -> cell.measured().stream())
              .filter(measured -> measured.dim() == 2)
              .map(measured -> Numbers.format("%,d parameters", measured.parameters()))
              .findFirst()
              .orElse("");
      columns.add(new Column(flow, parameters));
    }
    return columns;
  }

  private Row row(Storage storage, Results results, String data, Density density) {
    Grid truth = exact.computeIfAbsent(data, key -> exact(density));
    double best =
        results.measured(data).stream()
            .mapToDouble(DensitySheet::gap)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    String floor =
        results.measured(data).stream()
            .flatMap(m -> m.test().entropy().stream().boxed())
            .findFirst()
            .map(entropy -> "floor " + Numbers.nats(entropy).replace('-', '−'))
            .orElse("");
    List<Tile> tiles = new ArrayList<>(List.of(new Tile(Optional.of(truth), floor, false)));
    for (String flow : results.flows()) {
      Optional<Cell> cell = results.cell(data, flow);
      Optional<Measured> measured = cell.flatMap(Cell::measured);
      tiles.add(
          measured.isEmpty()
              ? new Tile(Optional.empty(), cell.isPresent() ? "failed" : "not trained", false)
              : new Tile(
                  Optional.of(learned(storage, config.job(data, flow), measured.get(), truth)),
                  ResultTables.gap(measured.get()),
                  gap(measured.get()) == best));
    }
    return new Row(data, ColorScale.density(List.of(truth)), tiles);
  }

  private static double gap(Measured measured) {
    return measured.test().gap().orElse(Double.POSITIVE_INFINITY);
  }

  private static Grid exact(Density density) {
    double[][] rows = new double[ROWS][2];
    for (int i = 0; i < ROWS; i++) {
      density.sample(Streams.stream(1, Purpose.ROWS, i), rows[i]);
    }
    Points points = Points.ofRows(rows);
    Range x = points.xRange(TAIL).padded(MARGIN);
    Range y = points.yRange(TAIL).padded(MARGIN);
    double side = Math.max(x.width(), y.width());
    return Grid.evaluate(
        square(x, side),
        square(y, side),
        CELLS,
        centres -> Arrays.stream(centres).parallel().mapToDouble(density::logDensity).toArray());
  }

  private static Range square(Range range, double side) {
    return range.padded((side / range.width() - 1) / 2);
  }

  private Grid learned(Storage storage, RunConfig job, Measured measured, Grid like) {
    return learned.computeIfAbsent(
        measured.parametersSha256(),
        key -> {
          LocalModel model =
              new LocalModel(new ModelStore(storage).load(StoragePath.of(job.output())));
          return Grid.evaluate(
              like.x(), like.y(), CELLS, centres -> shown(model.logDensity(centres)));
        });
  }

  /** A spike that overflows is no density to show. */
  private static double[] shown(double[] logDensities) {
    return Arrays.stream(logDensities)
        .map(value -> value == Double.POSITIVE_INFINITY ? Double.NaN : value)
        .toArray();
  }
}
