/** What a partition does in a training: commands, and its answers to them. */
package normflow.spark.work;
