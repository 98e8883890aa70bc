/**
 * SameDiff's graphs as plain lists of operations, which need no SameDiff, and no native library,
 * any more: small enough to be sent, and all that the rest is derived from.
 */
package normflow.engine.tile.read;
