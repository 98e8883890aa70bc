/** Flows as stages of Spark ML: an estimator, its model, and an evaluator. */
package normflow.ml;
