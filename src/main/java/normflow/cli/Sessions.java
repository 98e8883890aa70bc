package normflow.cli;

import normflow.config.Codec;
import normflow.distributed.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a command, and what can be read without one. */
final class Sessions {

  private Sessions() {}

  /** The session that spark-submit configured. */
  static SparkSession open(String command) {
    return SparkSession.builder().appName("normflow " + command).getOrCreate();
  }

  /** Files, before there is a session. */
  static Storage storage() {
    return new Storage(new Configuration());
  }

  /**
   * Reads a YAML file.
   *
   * @throws normflow.config.ConfigException if there is none, or it is wrong
   */
  static <T> T yaml(String path, Class<T> type) {
    Storage storage = storage();
    if (!storage.exists(Storage.path(path))) {
      throw new normflow.config.ConfigException(path + " does not exist", null);
    }
    return Codec.yaml(path, storage.readText(Storage.path(path)), type);
  }

  static Storage storage(SparkSession session) {
    return new Storage(session.sparkContext().hadoopConfiguration());
  }
}
