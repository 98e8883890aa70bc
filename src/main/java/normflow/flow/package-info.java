/** Flows as values, the premade ones, and the SameDiff graphs that train, score and sample them. */
package normflow.flow;
