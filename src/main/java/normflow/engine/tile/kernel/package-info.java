/**
 * The inner loops of the tile engine: element-wise functions, matrix products and sums over plain
 * float arrays, once with {@code jdk.incubator.vector} and once as scalar loops.
 */
package normflow.engine.tile.kernel;
