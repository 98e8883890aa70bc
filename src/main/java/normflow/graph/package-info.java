/**
 * The thin skin over SameDiff: weights are declared as values, laid out in one flat vector, and
 * reach a graph through a {@link normflow.graph.GraphScope}.
 */
package normflow.graph;
