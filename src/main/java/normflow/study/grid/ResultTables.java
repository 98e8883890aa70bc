package normflow.study.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import normflow.report.html.Block;
import normflow.spark.evaluate.Detection;
import normflow.spark.evaluate.Evaluation;
import normflow.study.grid.Cell.Measured;
import normflow.text.Numbers;

/** The results as tables for people. */
public final class ResultTables {

  private static final String NONE = "–";
  private static final String FAILED = "failed";
  private static final String MARK = " †";

  private static final String MARKED =
      " † marks a flow that seems better than the truth by more than two standard errors: by chance,"
          + " or by an error.";

  private final Results results;

  public ResultTables(Results results) {
    this.results = results;
  }

  /** Gap to the true density of each flow on each data set whose density is known. */
  public Optional<Block.Table> gaps() {
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (String data : results.data()) {
      if (results.measured(data).stream().anyMatch(m -> m.test().gap().isPresent())) {
        rows.add(row(data, List.of(), ResultTables::gap));
      }
    }
    return linked(
        header("data"),
        rows,
        "Gap in nats: mean of log p of the true density minus log p of the flow over the test rows,"
            + " row by row, ± one standard error."
            + (results.cells().stream().anyMatch(ResultTables::belowFloor) ? MARKED : ""));
  }

  private static boolean belowFloor(Cell cell) {
    return cell.measured().map(Measured::belowFloor).orElse(false);
  }

  /** A gap with its standard error, marked if it lies below the floor; a dash if there is none. */
  public static String gap(Measured measured) {
    Evaluation test = measured.test();
    return test.gap().isEmpty()
        ? NONE
        : plusMinus(test.gap().getAsDouble(), test.gapStandardError())
            + (measured.belowFloor() ? MARK : "");
  }

  private static String plusMinus(double value, OptionalDouble error) {
    return Numbers.nats(value).replace('-', '−') + " " + Numbers.plusMinus(error);
  }

  /** Negative log-likelihoods beside the lines that give them meaning. */
  public Optional<Block.Table> likelihoods() {
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (String data : results.data()) {
      results.measured(data).stream()
          .findFirst()
          .ifPresent(
              any ->
                  rows.add(
                      row(
                          data,
                          references(any),
                          m -> plusMinus(m.test().nll(), m.test().standardError()))));
    }
    return linked(
        header("data", "columns", "test rows", "N(0, I)", "Gaussian", "mixture of 5", "floor"),
        rows,
        "Mean negative log-likelihood of the test rows in nats a row, in the units of the data. N(0,"
            + " I): on standardised rows. Gaussian, with full covariance, and mixture of 5 Gaussians:"
            + " fitted to the training rows; given a context, linear in it. Floor: the true density,"
            + " on these rows.");
  }

  /** By how much flows are better than the best of the simple densities. */
  public Optional<Block.Table> differences() {
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (String data : results.data()) {
      results.measured(data).stream()
          .flatMap(any -> any.test().best().stream())
          .findFirst()
          .ifPresent(best -> rows.add(row(data, List.of(best.name()), ResultTables::difference)));
    }
    return linked(
        header("data", "better than a"),
        rows,
        "Nats a row by which the flow is better than that density on the test rows, the mean over"
            + " the rows ± one standard error; less than zero where it is worse.");
  }

  private static String difference(Measured measured) {
    return measured
        .test()
        .best()
        .map(best -> plusMinus(best.difference(), best.standardError()))
        .orElse(NONE);
  }

  /** How well flows find anomalies: a line for each pair, and means over the data sets. */
  public Optional<Block.Table> detections() {
    List<List<String>> rows = new ArrayList<>();
    for (String flow : results.flows()) {
      List<Detection> all = new ArrayList<>();
      for (String data : results.data()) {
        results
            .cell(data, flow)
            .flatMap(cell -> cell.measured().flatMap(Measured::detection))
            .ifPresent(
                found -> {
                  all.add(found);
                  rows.add(row(data, flow, found));
                });
      }
      if (all.size() > 1) {
        rows.add(
            List.of(
                "mean of " + all.size(),
                flow,
                NONE,
                NONE,
                Numbers.nats(mean(all, Detection::auroc)),
                Numbers.nats(mean(all, Detection::averagePrecision))));
      }
    }
    return table(
        List.of("data", "flow", "normal rows", "anomalies", "AUROC", "average precision"),
        rows,
        "Ranked by the log-density of a flow that was trained on other normal rows: the share of"
            + " pairs of an anomaly and a normal row in which the anomaly has the lower one ± one"
            + " standard error (DeLong et al., 1988), and the mean share of anomalies among the"
            + " rows of no higher density than an anomaly's. Training sees no label.");
  }

  private static List<String> row(String data, String flow, Detection found) {
    return List.of(
        data,
        flow,
        count((double) found.normal()),
        count((double) found.anomalies()),
        plusMinus(found.auroc(), found.standardError()),
        Numbers.nats(found.averagePrecision()));
  }

  private static double mean(List<Detection> all, ToDoubleFunction<Detection> value) {
    return all.stream().mapToDouble(value).average().orElseThrow();
  }

  /** What was not there to be trained on. */
  public Optional<Block.Table> leftOut() {
    List<List<String>> rows = new ArrayList<>();
    Pairs.together(results.leftOut())
        .forEach((variable, data) -> rows.add(List.of(data, variable + " is not set")));
    return table(
        List.of("data", "why"),
        rows,
        "They name variables that the environment did not have; with them --resume trains"
            + " what is left.");
  }

  private static List<String> references(Measured measured) {
    Evaluation test = measured.test();
    return List.of(
        count(measured.dim()),
        count((double) test.rows()),
        nats(test.base()),
        nats(test.reference(0)),
        nats(test.reference(1)),
        nats(test.entropy()));
  }

  private static String nats(OptionalDouble value) {
    return value.isPresent() ? Numbers.nats(value.getAsDouble()).replace('-', '−') : NONE;
  }

  private static String count(double value) {
    return Numbers.format("%,.0f", value);
  }

  /** What flows cost: medians over the data sets of a dimension. */
  public Optional<Block.Table> costs() {
    Map<List<Object>, List<Measured>> groups = new LinkedHashMap<>();
    for (String flow : results.flows()) {
      for (Cell cell : results.cells()) {
        if (cell.flow().equals(flow) && cell.measured().isPresent()) {
          Measured measured = cell.measured().get();
          groups
              .computeIfAbsent(List.of(flow, measured.dim()), key -> new ArrayList<>())
              .add(measured);
        }
      }
    }
    List<List<String>> rows = new ArrayList<>();
    groups.forEach(
        (key, all) ->
            rows.add(
                List.of(
                    key.get(0).toString(),
                    key.get(1).toString(),
                    count(median(all, Measured::parameters)),
                    count(median(all, Measured::steps)),
                    Numbers.format("%.1f", median(all, Measured::trainingSeconds)),
                    count(median(all, Measured::trainingRowsPerSecond)),
                    Numbers.format("%.3f", median(all, m -> m.speeds().samplingSeconds())),
                    count(median(all, m -> m.speeds().scoringRowsPerSecond())))));
    return table(
        List.of(
            "flow",
            "columns",
            "parameters",
            "steps",
            "training (s)",
            "training rows/s",
            Numbers.format("sampling %,d rows (s)", Speeds.ROWS),
            "scoring rows/s"),
        rows,
        "Medians over data sets with as many columns. Training: wall time on all partitions, with"
            + " validations and checkpoints; its rows/s are of the steps alone. Sampling and"
            + " scoring: one thread of the driver, with a warm engine.");
  }

  private static double median(List<Measured> all, ToDoubleFunction<Measured> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** What failed and why. */
  public Optional<Block.Table> failures() {
    List<List<String>> rows =
        results.failed().stream()
            .map(cell -> List.of(cell.data(), cell.flow(), cell.error()))
            .toList();
    return table(List.of("data", "flow", "error"), rows, "");
  }

  private List<String> header(String... first) {
    List<String> header = new ArrayList<>(Arrays.asList(first));
    header.addAll(results.flows());
    return header;
  }

  /** What each flow has on a data set, with where its model lies beside the page. */
  private List<Block.Cell> row(
      String data, List<String> references, Function<Measured, String> text) {
    List<Block.Cell> row = new ArrayList<>(List.of(Block.Cell.of(data)));
    references.forEach(reference -> row.add(Block.Cell.of(reference)));
    for (String flow : results.flows()) {
      row.add(
          results
              .cell(data, flow)
              .flatMap(Cell::measured)
              .map(measured -> Block.Cell.of(text.apply(measured), data + "/" + flow + "/"))
              .orElseGet(
                  () -> Block.Cell.of(results.cell(data, flow).isPresent() ? FAILED : NONE)));
    }
    return row;
  }

  private static Optional<Block.Table> table(
      List<String> header, List<List<String>> rows, String caption) {
    return rows.isEmpty() ? Optional.empty() : Optional.of(Block.Table.of(header, rows, caption));
  }

  private static Optional<Block.Table> linked(
      List<String> header, List<List<Block.Cell>> rows, String caption) {
    return rows.isEmpty() ? Optional.empty() : Optional.of(new Block.Table(header, rows, caption));
  }
}
