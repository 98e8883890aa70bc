package normflow.page.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.codec.Codec;
import normflow.config.BenchmarkConfig;
import normflow.page.Verdict;
import normflow.report.html.Block;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.study.grid.Cell;
import normflow.study.grid.Cell.Measured;
import normflow.study.grid.Results;
import normflow.text.Numbers;

/** What each pair of a benchmark came to, a sentence each. */
record BenchmarkWords(BenchmarkConfig config, Results results) {

  private static final String REPEATED = " †";

  private static final String MARKED =
      " † marks tables that have columns of few values, which come again and again: a density has no"
          + " upper limit there, so that a lower NLL need not mean a better model.";

  /** A line for each measured pair; empty while there is none. */
  Optional<Block.Table> table() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : results.cells()) {
      cell.measured().ifPresent(measured -> rows.add(row(cell, measured)));
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Block.Table.of(
                List.of("data", "flow", "columns", "trained on", "on the test rows", "trained in"),
                rows,
                caption()));
  }

  private List<String> row(Cell cell, Measured measured) {
    int context = config.data().get(cell.data()).source().context().size();
    return List.of(
        cell.data(),
        flow(cell),
        measured.dim() + (context > 0 ? " given " + context : ""),
        Numbers.format("%,d rows", measured.trainingRows()),
        Verdict.brief(measured.test()).orElse("no simple density fits the columns")
            + (measured.test().repeated().isEmpty() ? "" : REPEATED),
        Numbers.duration(measured.trainingSeconds()));
  }

  /** Its name; also what it is, where that follows from the table. */
  private String flow(Cell cell) {
    return config.flows().get(cell.flow()).flow().isPresent()
        ? cell.flow()
        : cell.flow()
            + ": "
            + Codec.typeName(config.job(cell.data(), cell.flow()).flow().getClass());
  }

  private String caption() {
    List<Evaluation> tests =
        results.cells().stream()
            .flatMap(cell -> cell.measured().stream())
            .map(Measured::test)
            .toList();
    List<Reference> best = tests.stream().flatMap(test -> test.best().stream()).toList();
    return Numbers.format(
        "Clearly better than the best simple density on %d of %d, clearly worse on %d: by more than"
            + " two standard errors of the mean of the differences of single rows (±).%s",
        best.stream().filter(line -> line.clear() && line.difference() > 0).count(),
        best.size(),
        best.stream().filter(line -> line.clear() && line.difference() < 0).count(),
        tests.stream().allMatch(test -> test.repeated().isEmpty()) ? "" : MARKED);
  }
}
