package normflow.spark.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import normflow.text.Shown;
import scala.util.Properties;

/** Data sources that Spark comes without, and the packages that have them. */
public final class SparkPackages {

  private static final String SPARK = org.apache.spark.package$.MODULE$.SPARK_VERSION();
  private static final String LINE = firstTwo(SPARK);
  private static final String SCALA = firstTwo(Properties.versionNumberString());

  private SparkPackages() {}

  /** Whether Spark has no data source of the name that it was given. */
  public static boolean isMissing(Exception error) {
    return String.valueOf(error.getMessage())
        .matches("(?s)(\\[DATA_SOURCE_NOT_FOUND\\] )?Failed to find (the )?data source.*");
  }

  /** That Spark has no such data source, and what to give it, as far as that is known. */
  public static String missing(String format) {
    return "Spark has no data source "
        + Shown.value(format)
        + of(format)
            .map(
                found ->
                    "; give spark-submit --packages "
                        + found
                        + ", where it is published for Spark "
                        + LINE
                        + ", or its jars by --jars")
            .orElse("; give spark-submit the package that has it, by --packages or --jars");
  }

  private static Optional<String> of(String format) {
    return format.equalsIgnoreCase("avro")
        ? Optional.of("org.apache.spark:spark-avro_" + SCALA + ":" + SPARK)
        : Arrays.stream(TableFormat.values())
            .filter(table -> table.source().equals(format.toLowerCase(Locale.ROOT)))
            .map(SparkPackages::of)
            .findFirst();
  }

  /** The package for the Spark that runs, where it is published for that; {@code VERSION} open. */
  static String of(TableFormat table) {
    return switch (table) {
      case DELTA -> "io.delta:delta-spark_" + deltaLine() + SCALA + ":VERSION";
      case ICEBERG -> "org.apache.iceberg:iceberg-spark-runtime-" + LINE + "_" + SCALA + ":VERSION";
      case HUDI -> "org.apache.hudi:hudi-spark" + LINE + "-bundle_" + SCALA + ":VERSION";
    };
  }

  /** Delta has named the line of Spark since 4.1. */
  private static String deltaLine() {
    return List.of("3.5", "4.0").contains(LINE) ? "" : LINE + "_";
  }

  private static String firstTwo(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }
}
