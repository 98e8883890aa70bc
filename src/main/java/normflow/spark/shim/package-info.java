/**
 * What differs between the lines of Spark and Scala that normflow is built for. {@code SparkLine}
 * is there once for each line of Spark: {@code src/main/spark4} and {@code src/main/spark35}.
 */
package normflow.spark.shim;
