package normflow.config;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One data set to generate.
 *
 * @param density its name
 * @param noise standard deviation of the noise, of densities that have the choice
 * @param factor radius of the inner circle, of {@code two-circles}
 * @param rows how many, at least 1
 * @param seed the rows are a function of it, whatever the partitions
 * @param partitions files that are written, at least 1
 * @param format {@code parquet}, {@code csv} or another of Spark's file formats
 * @param output folder of the files
 */
public record GenerateConfig(
    String density,
    OptionalDouble noise,
    OptionalDouble factor,
    long rows,
    long seed,
    int partitions,
    String format,
    String output) {

  public GenerateConfig {
    new Source.Generated(density, noise, factor, rows, seed);
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions = " + partitions + ": must be at least 1");
    }
    RunConfig.requireFew(partitions);
    if (output.isBlank()) {
      throw new IllegalArgumentException("output is empty: name a folder for the files");
    }
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of(
        "noise",
        OptionalDouble.empty(),
        "factor",
        OptionalDouble.empty(),
        "seed",
        1,
        "partitions",
        2,
        "format",
        "parquet");
  }

  /** The rows as a source. */
  public Source.Generated source() {
    return new Source.Generated(density, noise, factor, rows, seed);
  }
}
