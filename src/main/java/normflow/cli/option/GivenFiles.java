package normflow.cli.option;

import java.nio.file.Files;
import java.util.Map;
import normflow.codec.Changes;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Option;

/** The files that a user names, which can be read before there is a session. */
public final class GivenFiles {

  private GivenFiles() {}

  /** Files, before there is a session or within it. */
  public static Storage storage() {
    return new Storage(hadoop());
  }

  /**
   * Hadoop's settings: those of its own files, and over them the {@code spark.hadoop.*} of
   * spark-submit.
   */
  public static Configuration hadoop() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    return active.isDefined()
        ? active.get().hadoopConfiguration()
        : SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /**
   * The path of a job file or model. One on this machine is that one, such as those of {@code
   * --files} in the working directory, unless it is absolute and in the default file system too.
   */
  public static Path given(String text) {
    Path path = StoragePath.of(text);
    boolean local = "file".equals(FileSystem.getDefaultUri(hadoop()).getScheme());
    boolean there = path.isAbsolute() && storage().exists(path);
    if (local || there || path.toUri().getScheme() != null) {
      return path;
    }
    java.nio.file.Path here = java.nio.file.Path.of(path.toString()).toAbsolutePath();
    return Files.exists(here) ? new Path(here.toUri()) : path;
  }

  /**
   * Reads a YAML file.
   *
   * @throws ConfigException if there is none, or it is wrong
   */
  public static <T> T yaml(String path, Class<T> type) {
    return yaml(path, type, new Changes(Map.of()));
  }

  /** The same with other values at some of its keys. */
  public static <T> T yaml(String path, Class<T> type, Changes changes) {
    return changes.read(path, text(path), type);
  }

  private static String text(String path) {
    Path place = given(path);
    if (!storage().exists(place)) {
      throw new ConfigException(storage().named(place) + " does not exist", null);
    }
    return storage().readJob(place);
  }

  /**
   * The keys of a job file that another one names.
   *
   * @param key that names it
   * @throws ConfigException if there is none, or it is no YAML
   */
  public static Map<String, Object> keys(String key, String path) {
    return Codec.keys(path, text(key, path));
  }

  /**
   * The text of a file that an option or a key names.
   *
   * @throws ConfigException if there is none
   */
  public static String text(String key, String path) {
    Path place = given(path);
    if (!storage().exists(place)) {
      throw new ConfigException(key + " = " + storage().named(place) + ": does not exist", null);
    }
    return storage().readJob(place);
  }
}
