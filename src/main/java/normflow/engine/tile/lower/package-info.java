/**
 * Reads a SameDiff graph as expressions over columns. A new operation is one rule and one line in
 * {@link normflow.engine.tile.lower.Catalogue}.
 */
package normflow.engine.tile.lower;
