/** Which operations of a lowered graph are due, in which order, and which of them run together. */
package normflow.engine.tile.order;
