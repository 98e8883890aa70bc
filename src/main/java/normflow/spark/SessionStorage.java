package normflow.spark;

import normflow.storage.Storage;
import org.apache.spark.sql.SparkSession;

/** Files as a session's own settings reach them, {@code spark.hadoop.*} among them. */
public final class SessionStorage {

  private SessionStorage() {}

  /** That of a session. */
  public static Storage of(SparkSession session) {
    return new Storage(session.sparkContext().hadoopConfiguration());
  }
}
