package normflow.engine.tile.plan;

import java.util.List;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.order.OperationOrder;

/**
 * Tiles as large as fit. Matrix products want few rows, whose columns stay in the first-level
 * cache, unless the matrices do not stay in the second, when many rows should share a pass over
 * them, or the products are small beside the calls of all kernels, which many rows should share.
 */
final class TileSize {

  /** What the columns of a tile may fill of the second-level cache, in bytes. */
  private static final int TILE_BYTES = 256 * 1024;

  private static final int MOST_ROWS = 256;

  /** What it costs about to call a kernel, in the floating-point operations of a product. */
  private static final long OPERATIONS_PER_CALL = 4000;

  /** The greatest share of the calls in the time of the products, as one in how many. */
  private static final int SHARE_OF_CALLS = 10;

  /** The usual second-level cache, in bytes. */
  private static final long CACHE_BYTES = 1024 * 1024;

  private TileSize() {}

  /** The columns of a schedule in tiles of the chosen number of rows. */
  static Layout layout(OperationOrder schedule) {
    Layout layout = new Layout(schedule);
    long matrices = 0;
    long calls = 0;
    for (List<OperationOrder.Task> tasks : schedule.phases()) {
      calls += tasks.size();
      matrices += tasks.stream().mapToLong(TileSize::matrixBytes).sum();
    }
    long columns = layout.tileColumns() * (long) Float.BYTES;
    int rows = Kernels.ROW_BLOCK;
    if (matrices > CACHE_BYTES) {
      rows = MOST_ROWS;
    } else if (matrices == 0) {
      while (2 * rows <= MOST_ROWS && columns * 2 * rows <= TILE_BYTES) {
        rows *= 2;
      }
    } else {
      long operations = 2 * matrices / Float.BYTES;
      while (rows < MOST_ROWS && SHARE_OF_CALLS * OPERATIONS_PER_CALL * calls > operations * rows) {
        rows *= 2;
      }
    }
    return layout.inTilesOf(rows);
  }

  /** What a wide product reads of a matrix. */
  private static long matrixBytes(OperationOrder.Task task) {
    return task instanceof OperationOrder.Compute compute
            && compute.operation() instanceof Operation.Product product
            && product.a().size() >= Kernels.LANES
        ? (long) Float.BYTES * product.a().size() * compute.results().size()
        : 0;
  }
}
