/**
 * Turns ordered operations into a program: where in memory columns live, and the kernel calls that
 * compute them tile by tile.
 */
package normflow.engine.tile.plan;
