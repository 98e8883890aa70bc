/** The pass over a table that says which rows it has: roles, bad ones, moments, fingerprints. */
package normflow.spark.scan;
