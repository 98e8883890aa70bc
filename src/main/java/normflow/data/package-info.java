/**
 * Test densities that can be sampled and whose log-density is known, and the Spark job that makes
 * data sets of them. {@link normflow.data.Densities} finds them by name; only {@link
 * normflow.data.DataGenerator} sees Spark.
 */
package normflow.data;
