/** The rows of a job: standardised, in blocks, spread over the partitions. */
package normflow.spark.rows;
