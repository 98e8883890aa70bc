/** Where Spark and Hadoop meet the trainer. */
package normflow.distributed;
