package normflow.engine.tile.kernel;

/**
 * Lines of numbers at even distances in an array: columns of a tile, or rows with the numbers of
 * each side by side. Line k begins at {@code offset + k * step}.
 *
 * @param values the array
 * @param offset where the first line begins
 * @param step distance of lines
 */
public record Lines(float[] values, int offset, int step) {}
