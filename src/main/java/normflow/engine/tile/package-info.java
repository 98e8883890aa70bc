/**
 * An engine that evaluates the SameDiff graphs of a flow in tiles that stay in the cache, by
 * vectorised loops over plain arrays.
 */
package normflow.engine.tile;
