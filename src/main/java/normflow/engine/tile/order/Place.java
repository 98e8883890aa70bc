package normflow.engine.tile.order;

import normflow.engine.tile.kernel.Lines;

/**
 * Where a column lives.
 *
 * @param buffer index of the buffer
 * @param offset of the first tile's numbers
 * @param tileStep distance to those of the next tile: 0 where every tile uses the same memory
 */
public record Place(int buffer, int offset, int tileStep) {

  public int at(int tile) {
    return offset + tile * tileStep;
  }

  /** Columns of a tile that begin here. */
  public Lines lines(float[][] buffers, int tile, int step) {
    return new Lines(buffers[buffer], at(tile), step);
  }

  boolean sharesMemory(Place other) {
    return buffer == other.buffer && tileStep == other.tileStep;
  }

  /** Where it lives if every column is so many times as long. */
  public Place times(int factor) {
    return new Place(buffer, offset * factor, tileStep * factor);
  }
}
