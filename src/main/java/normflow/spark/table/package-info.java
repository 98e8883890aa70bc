/** Tables as their users have them: their path and format, their columns, a row's values. */
package normflow.spark.table;
