package normflow.engine.tile.plan;

/**
 * A uniform value that is a sum over rows, gathered tile by tile in the order of the tiles.
 *
 * <p>Sums are kept in single precision for a bounded number of tiles and then added in double
 * precision, so that their error does not grow with the rows.
 */
interface Sink {

  /** Forgets the rows of the call before. */
  void begin();

  /** The kernel calls that add a tile. */
  Step step();

  /** Adds what is kept in single precision to the totals. */
  void flush();

  /** Writes the uniform value. */
  void finish();
}
