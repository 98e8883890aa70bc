/**
 * Turns expressions into a program: which columns are needed, in which phase of a call they are
 * computed, where in memory they live, and the kernel calls that compute them tile by tile.
 */
package normflow.engine.tile.plan;
