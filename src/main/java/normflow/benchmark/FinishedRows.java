package normflow.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.benchmark.CellStore.State;
import normflow.config.RunConfig;
import normflow.spark.job.PreparedRows;
import org.apache.spark.sql.SparkSession;

/**
 * Holds the rows of pairs that are finished against those of their tables now: the others would be
 * trained on these, and stand in one table with them.
 *
 * @param session that reads
 * @param store of what came of the pairs
 */
record FinishedRows(SparkSession session, CellStore store) {

  /** What decides the rows of a pair: the data set, and the seed that shares are drawn by. */
  private record Key(String data, long seed) {}

  /**
   * Reads the table of every data set that has finished pairs.
   *
   * @throws normflow.codec.ConfigException if it has other rows than they were trained on
   */
  void requireSame(List<Pair> pairs) {
    Map<Key, PreparedRows> read = new LinkedHashMap<>();
    try {
      for (Pair pair : pairs) {
        // The rows of a density are a function of the job.
        if (pair.job().data().match(table -> true, generated -> false)
            && store.state(pair) == State.FINISHED) {
          Key key = new Key(pair.data(), pair.job().seedOfSplit());
          PreparedRows rows = read.computeIfAbsent(key, its -> rows(pair.job()));
          store.current(pair).ifPresent(cell -> rows.requireSame(cell.rows(), pair.name()));
        }
      }
    } finally {
      read.values().forEach(PreparedRows::close);
    }
  }

  private PreparedRows rows(RunConfig job) {
    return PreparedRows.of(session, job, job.partitions());
  }
}
