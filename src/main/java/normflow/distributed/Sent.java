package normflow.distributed;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A value that every executor is sent once and forgets when this is closed.
 *
 * @param spark whose executors they are
 * @param broadcast what tasks find it by
 * @param <T> its type
 */
record Sent<T>(SparkContext spark, Broadcast<T> broadcast) implements AutoCloseable {

  static <T> Sent<T> of(SparkContext spark, T value) {
    return new Sent<>(spark, new JavaSparkContext(spark).broadcast(value));
  }

  /** Executors that are gone have forgotten it. */
  @Override
  public void close() {
    if (!spark.isStopped()) {
      broadcast.destroy();
    }
  }
}
