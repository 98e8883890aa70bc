package normflow.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.Path;

/**
 * Tables whose folder holds the files of older versions, too: read as plain files, all of them
 * would count.
 */
public enum TableFormat {
  /** Delta Lake. */
  DELTA("_delta_log", ""),
  /** Apache Iceberg. */
  ICEBERG("metadata", ".metadata.json"),
  /** Apache Hudi. */
  HUDI(".hoodie", "");

  /** Formats of plain files. */
  private static final List<String> FILES =
      List.of("parquet", "orc", "csv", "json", "text", "avro", "binaryfile", "xml");

  /** What may follow a file's format in its name. */
  private static final String COMPRESSED = "(?:\\.(?:gz|bz2|zst|lz4|snappy|deflate|xz))?";

  private final String marker;
  private final String within;

  TableFormat(String marker, String within) {
    this.marker = marker;
    this.within = within;
  }

  /** What a folder is, by the names of its files. */
  public static Optional<TableFormat> of(Storage storage, Path folder) {
    List<String> names = storage.list(folder);
    return Arrays.stream(values())
        .filter(format -> names.contains(format.marker) && format.isWithin(storage, folder))
        .findFirst();
  }

  private boolean isWithin(Storage storage, Path folder) {
    return within.isEmpty()
        || storage.list(new Path(folder, marker)).stream().anyMatch(n -> n.endsWith(within));
  }

  /** The data source of a path by its name, or by those of the files in it. */
  public static Optional<String> known(Storage storage, String path) {
    List<String> names = new ArrayList<>(storage.list(StoragePath.of(path)));
    names.add(path);
    return Stream.of("avro", "csv", "json", "orc", "parquet")
        .filter(
            format ->
                names.stream().anyMatch(name -> name.matches("(?s).*\\." + format + COMPRESSED)))
        .findFirst();
  }

  /** Whether a data source reads files, whatever table they belong to. */
  static boolean isOfFiles(String source) {
    return FILES.stream().anyMatch(source::equalsIgnoreCase);
  }

  /** The name of its data source. */
  public String source() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What to do with such a folder. */
  public String advice() {
    return "is a "
        + source()
        + " table, and its folder has rows of older versions, too: give the format "
        + source()
        + ", and spark-submit --packages "
        + SparkPackages.of(this)
        + " with the settings that it needs; or export the table, and read that";
  }
}
