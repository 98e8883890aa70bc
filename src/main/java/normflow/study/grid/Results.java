package normflow.study.grid;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import normflow.config.BenchmarkConfig;
import normflow.spark.evaluate.Detection;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.study.ResultTable;
import normflow.study.Trial;
import normflow.study.grid.Cell.Measured;

/**
 * All that is known so far: the file {@code results.json}.
 *
 * @param data names of the data sets, in order
 * @param flows names of the flows, in order
 * @param cells of pairs that have ended, data set by data set
 * @param leftOut variables that the environment lacked, by the names of data sets that were left
 *     out for it
 */
public record Results(
    List<String> data, List<String> flows, List<Cell> cells, Map<String, String> leftOut) {

  public Results {
    data = List.copyOf(data);
    flows = List.copyOf(flows);
    cells = List.copyOf(cells);
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
  }

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("leftOut", Map.of());
  }

  static Results of(BenchmarkConfig config, Collection<Cell> ended) {
    List<String> data = List.copyOf(config.data().keySet());
    List<String> flows = List.copyOf(config.flows().keySet());
    Comparator<Cell> order =
        Comparator.<Cell>comparingInt(cell -> data.indexOf(cell.data()))
            .thenComparingInt(cell -> flows.indexOf(cell.flow()));
    Map<String, String> leftOut = config.leftOut();
    ended.forEach(cell -> leftOut.remove(cell.data()));
    return new Results(data, flows, ended.stream().sorted(order).toList(), leftOut);
  }

  /** What came of a pair; empty if it has not ended. */
  public Optional<Cell> cell(String dataName, String flowName) {
    return cells.stream()
        .filter(cell -> cell.data().equals(dataName) && cell.flow().equals(flowName))
        .findFirst();
  }

  /** What came of a pair; empty if it has not ended. */
  public Optional<Cell> cell(Trial pair) {
    return cell(Pairs.data(pair), Pairs.flow(pair));
  }

  /** What was measured on a data set, in the order of the flows. */
  public List<Measured> measured(String dataName) {
    return cells.stream()
        .filter(cell -> cell.data().equals(dataName))
        .flatMap(cell -> cell.measured().stream())
        .toList();
  }

  /** The cells that ended with an error. */
  public List<Cell> failed() {
    return cells.stream().filter(Cell::failed).toList();
  }

  /**
   * All results with full precision: a header and a line a pair that has ended. What was not
   * measured is empty.
   */
  String csv() {
    return new ResultTable<>(cells)
        .text("data", Cell::data)
        .text("flow", Cell::flow)
        .text("columns", measured(Measured::dim))
        .text("parameters", measured(Measured::parameters))
        .text("training_rows", measured(Measured::trainingRows))
        .text("test_rows", measured(m -> m.test().rows()))
        .text("nll", measured(m -> m.test().nll()))
        .text("nll_standard_error", measured(m -> m.test().standardError()))
        .text("floor", measured(m -> m.test().entropy()))
        .text("gap", measured(m -> m.test().gap()))
        .text("gap_standard_error", measured(m -> m.test().gapStandardError()))
        .text("below_floor", measured(Measured::belowFloor))
        .text("standard_normal_nll", measured(m -> m.test().base()))
        .text("gaussian_nll", measured(m -> m.test().reference(0)))
        .text("mixture_nll", measured(m -> m.test().reference(1)))
        .text("better_than", measured(m -> m.test().best().map(Reference::name).orElse(null)))
        .text("better_by", measured(m -> m.test().best().map(Reference::difference).orElse(null)))
        .text(
            "better_by_standard_error",
            measured(m -> m.test().best().map(Reference::standardError).orElse(null)))
        .text("anomalies", detected(Detection::anomalies))
        .text("auroc", detected(Detection::auroc))
        .text("auroc_standard_error", detected(Detection::standardError))
        .text("average_precision", detected(Detection::averagePrecision))
        .text("standardized_offset", measured(m -> m.test().standardizedOffset()))
        .text("steps", measured(Measured::steps))
        .text("best_step", measured(Measured::bestStep))
        .text("training_seconds", measured(Measured::trainingSeconds))
        .text("training_rows_per_second", measured(Measured::trainingRowsPerSecond))
        .text("sampling_seconds_" + Speeds.ROWS, measured(m -> m.speeds().samplingSeconds()))
        .text("scoring_rows_per_second", measured(m -> m.speeds().scoringRowsPerSecond()))
        .text("parameters_sha256", measured(Measured::parametersSha256))
        .text("finished", measured(Measured::finished))
        .text("error", Cell::error)
        .csv();
  }

  private static Function<Cell, Object> detected(Function<Detection, Object> value) {
    return measured(m -> m.detection().map(value).orElse(null));
  }

  private static Function<Cell, Object> measured(Function<Measured, Object> value) {
    return cell -> cell.measured().map(value).orElse(null);
  }
}
