/** What every use of Spark here needs: values sent to tasks and back, cancelling, termination. */
package normflow.spark;
