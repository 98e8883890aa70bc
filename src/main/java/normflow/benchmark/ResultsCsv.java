package normflow.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import normflow.benchmark.Cell.Measured;
import normflow.text.Csv;

/**
 * All results with full precision: the file {@code results.csv}, a header and a line a pair that
 * has ended. What was not measured is empty.
 */
final class ResultsCsv {

  private static final Map<String, Function<Measured, Object>> MEASURED = measured();

  private ResultsCsv() {}

  static String of(Results results) {
    List<String> header = new ArrayList<>(List.of("data", "flow"));
    header.addAll(MEASURED.keySet());
    header.add("error");
    return Csv.of(header, results.cells().stream().map(ResultsCsv::row).toList());
  }

  private static List<String> row(Cell cell) {
    List<String> row = new ArrayList<>(List.of(cell.data(), cell.flow()));
    for (Function<Measured, Object> value : MEASURED.values()) {
      row.add(cell.measured().map(value).map(ResultsCsv::text).orElse(""));
    }
    row.add(cell.error());
    return row;
  }

  private static Map<String, Function<Measured, Object>> measured() {
    Map<String, Function<Measured, Object>> columns = new LinkedHashMap<>();
    columns.put("columns", Measured::dim);
    columns.put("parameters", Measured::parameters);
    columns.put("training_rows", Measured::trainingRows);
    columns.put("test_rows", m -> m.test().rows());
    columns.put("nll", m -> m.test().nll());
    columns.put("nll_standard_error", m -> m.test().standardError());
    columns.put("floor", m -> m.test().entropy());
    columns.put("gap", m -> m.test().gap());
    columns.put("gap_standard_error", m -> m.test().gapStandardError());
    columns.put("below_floor", Measured::belowFloor);
    columns.put("standard_normal_nll", m -> m.test().base());
    columns.put("gaussian_nll", m -> m.test().gaussian());
    columns.put("standardized_offset", m -> m.test().standardizedOffset());
    columns.put("steps", Measured::steps);
    columns.put("best_step", Measured::bestStep);
    columns.put("training_seconds", Measured::trainingSeconds);
    columns.put("training_rows_per_second", Measured::trainingRowsPerSecond);
    columns.put("sampling_seconds_" + Speeds.ROWS, m -> m.speeds().samplingSeconds());
    columns.put("scoring_rows_per_second", m -> m.speeds().scoringRowsPerSecond());
    columns.put("parameters_sha256", Measured::parametersSha256);
    columns.put("finished", Measured::finished);
    return columns;
  }

  private static String text(Object value) {
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? Double.toString(optional.getAsDouble()) : "";
    }
    return String.valueOf(value);
  }
}
