/** The states that a training can go on from: what is in them, when they are saved, which fits. */
package normflow.spark.checkpoint;
