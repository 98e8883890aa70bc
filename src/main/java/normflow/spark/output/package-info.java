/** Where results go: outputs that one run claims, replaced whole or not at all, and tables. */
package normflow.spark.output;
