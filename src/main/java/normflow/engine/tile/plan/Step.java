package normflow.engine.tile.plan;

/** One kernel call, or a few, on one tile. */
@FunctionalInterface
interface Step {
  /**
   * Works off a tile.
   *
   * @param buffers all memory of the program that holds columns
   * @param tile index of the tile
   * @param count rows of the tile that the call has; the others hold arbitrary numbers
   */
  void run(float[][] buffers, int tile, int count);
}
