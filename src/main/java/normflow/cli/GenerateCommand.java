package normflow.cli;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Done;
import normflow.cli.option.DensityName;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.OutputOptions;
import normflow.codec.ConfigException;
import normflow.config.GenerateConfig;
import normflow.spark.output.Input;
import normflow.spark.output.TableFiles;
import normflow.spark.table.DataGenerator;
import normflow.text.Numbers;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate}: draws a data set from a built-in density. */
@Command(
    name = "generate",
    description = {
      "Draws rows from a built-in density, with exact log-densities.",
      "Give a recipe, or --density with the options below; an option wins over the",
      "recipe's key."
    })
final class GenerateCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "A YAML file of data-gen/.")
  private String recipe;

  @Option(
      names = "--density",
      paramLabel = "NAME",
      converter = DensityName.class,
      completionCandidates = DensityName.class,
      description = "Such as two-moons.")
  private String density;

  @Option(names = "--noise", paramLabel = "S", description = "Standard deviation of the noise.")
  private Double noise;

  @Option(names = "--factor", paramLabel = "R", description = "Radius of the inner circle.")
  private Double factor;

  @Option(names = "--rows", paramLabel = "N", description = "How many.")
  private Long rows;

  @Option(names = "--seed", paramLabel = "N", description = "The rows are a function of it.")
  private Long seed;

  @Option(names = "--partitions", paramLabel = "N", description = "Files that are written.")
  private Integer partitions;

  @Option(names = "--format", paramLabel = "FORMAT", description = "parquet or csv.")
  private String format;

  @Option(names = "--output", paramLabel = "PATH", description = "Folder of the files.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the files if they exist.")
  private boolean overwrite;

  @Mixin private Console console;

  @Override
  public Integer call() {
    GenerateConfig config = config();
    List<Input> inputs = recipe == null ? List.of() : List.of(new Input("the recipe", recipe));
    OutputOptions.check(GivenFiles.storage(), config.output(), overwrite, inputs);
    SparkSession session = Sessions.open(console, "generate " + config.density());
    long started = System.nanoTime();
    console.counted(session, "generate", () -> write(session, config));
    double seconds = (System.nanoTime() - started) * 1e-9;
    console.done(
        new Done.Generated(config, seconds),
        Numbers.format(
            "%,d rows of %s in %s (%.1f s)%n",
            config.rows(), config.density(), config.output(), seconds));
    return 0;
  }

  private void write(SparkSession session, GenerateConfig config) {
    new TableFiles(config.output(), config.format(), overwrite, List.of())
        .write(
            DataGenerator.rows(
                session,
                config.source().knownDensity().orElseThrow(),
                config.rows(),
                config.seed(),
                config.partitions()));
  }

  private GenerateConfig config() {
    return ConfigException.unlessRefused(this::chosen);
  }

  private GenerateConfig chosen() {
    if (recipe == null && (density == null || rows == null || output == null)) {
      throw console.misused("give a recipe, or --density, --rows and --output");
    }
    GenerateConfig base =
        recipe == null
            ? new GenerateConfig(
                density,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                rows,
                1,
                2,
                "parquet",
                output)
            : GivenFiles.yaml(recipe, GenerateConfig.class);
    return new GenerateConfig(
        density == null ? base.density() : density,
        noise == null ? base.noise() : OptionalDouble.of(noise),
        factor == null ? base.factor() : OptionalDouble.of(factor),
        rows == null ? base.rows() : rows,
        seed == null ? base.seed() : seed,
        partitions == null ? base.partitions() : partitions,
        format == null ? base.format() : format,
        output == null ? base.output() : output);
  }
}
