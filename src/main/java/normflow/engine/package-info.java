/** Evaluates the graphs of a flow on blocks of rows. */
package normflow.engine;
