package normflow.study.grid;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import normflow.report.html.Block;

/** The tables as Markdown: the file {@code results.md}. */
final class ResultsMarkdown {

  private ResultsMarkdown() {}

  static String of(Results results) {
    ResultTables tables = new ResultTables(results);
    StringBuilder text = new StringBuilder("# Benchmark\n");
    add(text, "Gap to the true density", tables.gaps());
    add(text, "Likelihood", tables.likelihoods());
    add(text, "Against simple densities", tables.differences());
    add(text, "Anomalies", tables.detections());
    add(text, "Cost", tables.costs());
    add(text, "Failures", tables.failures());
    add(text, "Left out", tables.leftOut());
    return text.toString();
  }

  private static void add(StringBuilder text, String heading, Optional<Block.Table> table) {
    table.ifPresent(
        present -> {
          text.append("\n## ").append(heading).append("\n\n");
          if (!present.caption().isEmpty()) {
            text.append(present.caption()).append("\n\n");
          }
          text.append(line(present.header()));
          text.append("|").append("---|".repeat(present.header().size())).append('\n');
          present.rows().stream()
              .map(row -> row.stream().map(Block.Cell::text).toList())
              .forEach(row -> text.append(line(row)));
        });
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replaceAll("\\R", " ").replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
