package normflow.benchmark;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import normflow.benchmark.Cell.Measured;
import normflow.config.BenchmarkConfig;

/**
 * All that is known so far: the file {@code results.json}.
 *
 * @param data names of the data sets, in order
 * @param flows names of the flows, in order
 * @param cells of pairs that have ended, data set by data set
 */
public record Results(List<String> data, List<String> flows, List<Cell> cells) {

  public Results {
    data = List.copyOf(data);
    flows = List.copyOf(flows);
    cells = List.copyOf(cells);
  }

  static Results of(BenchmarkConfig config, Collection<Cell> ended) {
    List<String> data = List.copyOf(config.data().keySet());
    List<String> flows = List.copyOf(config.flows().keySet());
    Comparator<Cell> order =
        Comparator.<Cell>comparingInt(cell -> data.indexOf(cell.data()))
            .thenComparingInt(cell -> flows.indexOf(cell.flow()));
    return new Results(data, flows, ended.stream().sorted(order).toList());
  }

  /** What came of a pair; empty if it has not ended. */
  public Optional<Cell> cell(String dataName, String flowName) {
    return cells.stream()
        .filter(cell -> cell.data().equals(dataName) && cell.flow().equals(flowName))
        .findFirst();
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
}
