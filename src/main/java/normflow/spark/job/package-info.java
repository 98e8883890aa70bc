/** Trainings from a table to a model folder, restartable. */
package normflow.spark.job;
