/** How parameters go to the partitions and gradients come back. */
package normflow.spark.exchange;
