package normflow.spark.job;

import java.util.OptionalLong;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Source;
import normflow.flow.Architecture;
import normflow.train.TrainingConfig;

/**
 * A job as its digest sees it: what decides the bits of the result, and fixed values for the rest.
 *
 * <p>Names and order of the components are part of the digest of every checkpoint.
 */
record DecisiveConfig(
    Source data,
    BadRows badRows,
    HeldOut validation,
    HeldOut test,
    OptionalLong splitSeed,
    Architecture flow,
    TrainingConfig training,
    Saved checkpoints,
    int partitions,
    ExchangeKind exchange,
    String output) {

  /** When the state is saved decides no bit. */
  record Saved(long steps, double minutes, int keep) {}

  static DecisiveConfig of(RunConfig config, int partitions) {
    return new DecisiveConfig(
        config.data(),
        config.badRows(),
        config.validation(),
        config.test(),
        config.splitSeed(),
        config.flow(),
        config.training(),
        new Saved(1000, 5, 2),
        partitions,
        ExchangeKind.AUTO,
        "-");
  }
}
