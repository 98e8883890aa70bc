/**
 * What a graph computes, told column by column: a value of (batch, ...) shape is a list of columns,
 * each one number a row; a value without the batch dimension is uniform, computed once a call.
 */
package normflow.engine.tile.expression;
