/** Log-densities and draws as columns of a Spark table. */
package normflow.spark.score;
