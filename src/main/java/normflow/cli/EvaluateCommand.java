package normflow.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import normflow.cli.console.Summary;
import normflow.cli.option.DensityName;
import normflow.cli.option.GivenFiles;
import normflow.cli.option.InputOptions;
import normflow.cli.option.ModelOption;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.density.Densities;
import normflow.density.Density;
import normflow.model.Model;
import normflow.reference.ReferenceLines;
import normflow.spark.ShortJob;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.EvaluationSums;
import normflow.spark.work.HeadStart;
import normflow.store.ModelStore;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: a model's likelihood on rows that it has not seen. */
@Command(
    name = "evaluate",
    description = {
      "Prints a model's likelihood on rows that it has not seen.",
      "The mean negative log-likelihood on a table, or on fresh rows of a density,",
      "beside those of N(0, I), of a Gaussian and a mixture of five that were fitted to",
      "the training rows, and of the density if it is known; in nats a row, in the",
      "units of the input."
    })
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private ModelOption model;
  @Mixin private InputOptions input;

  @Option(
      names = "--density",
      paramLabel = "NAME",
      converter = DensityName.class,
      completionCandidates = DensityName.class,
      description =
          "The built-in density that the rows come from; without --data fresh rows are drawn.")
  private String density;

  @Option(names = "--noise", paramLabel = "S", description = "Standard deviation of its noise.")
  private Double noise;

  @Option(names = "--factor", paramLabel = "R", description = "Radius of its inner circle.")
  private Double factor;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Fresh rows to draw; ${DEFAULT-VALUE} by default.")
  private long rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1000003",
      description = "Of the fresh rows; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--standardized",
      description = "Print likelihoods of the standardised rows, not in the units of the input.")
  private boolean standardized;

  @Mixin private Console console;

  @Override
  public Integer call() {
    Model loaded = model.load(GivenFiles.storage());
    ReferenceLines references = new ModelStore(GivenFiles.storage()).references(model.folder());
    Source source = source(loaded);
    Optional<Density> known =
        density == null
            ? Optional.empty()
            : Optional.of(
                ConfigException.unlessRefused(
                    () -> Densities.named(density, of(noise), of(factor))));
    HeadStart.begin(loaded, EvaluationSums.tasks(loaded.flow()));
    boolean small =
        input.table().isGiven()
            ? input.table().isSmall(GivenFiles.storage())
            : ShortJob.isSmall(rows, loaded.columns().size());
    SparkSession session =
        Sessions.open(console, "evaluate", ShortJob.settings(Sessions.runsTasks(), small));
    Evaluation evaluation =
        console.counted(
            session,
            "evaluate",
            () ->
                Evaluation.of(
                    session,
                    loaded,
                    source,
                    input.badRows(),
                    input.table().partitions(),
                    known,
                    references));
    console.answer(evaluation, Summary.of(evaluation, standardized));
    return 0;
  }

  private Source source(Model loaded) {
    if (!input.table().isGiven() && density == null) {
      throw console.misused(
          "give a table, by --data, --table or --query, or --density to draw fresh rows of");
    }
    return input.table().isGiven()
        ? input.source(loaded, GivenFiles.storage())
        : ConfigException.unlessRefused(
            () -> new Source.Generated(density, of(noise), of(factor), rows, seed));
  }

  private static OptionalDouble of(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
