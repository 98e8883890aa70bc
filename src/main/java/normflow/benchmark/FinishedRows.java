package normflow.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.benchmark.CellStore.State;
import normflow.config.RunConfig;
import normflow.data.Source;
import normflow.distributed.PreparedRows;
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
   * @throws normflow.config.ConfigException if it has other rows than they were trained on
   */
  void requireSame(List<Pair> pairs) {
    Map<Key, PreparedRows> read = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      RunConfig job = pair.job();
      // The rows of a density are a function of the job.
      if (job.data() instanceof Source.Table && store.state(pair) == State.FINISHED) {
        PreparedRows rows =
            read.computeIfAbsent(
                new Key(pair.data(), job.seedOfSplit()), key -> PreparedRows.of(session, job, job.partitions()));
        store.current(pair).ifPresent(cell -> rows.requireSame(cell.rows(), pair.name()));
      }
    }
    read.values().forEach(PreparedRows::close);
  }
}
