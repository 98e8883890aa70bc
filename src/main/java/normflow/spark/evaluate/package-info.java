/** Engines in tasks, and the evaluation of a model on rows. */
package normflow.spark.evaluate;
