/** How commands and answers travel between the driver and tasks that stay. */
package normflow.spark.exchange.mail;
