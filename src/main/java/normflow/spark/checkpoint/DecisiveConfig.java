package normflow.spark.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import normflow.codec.Codec;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.flow.PowerTailNormal;
import normflow.storage.Digest;

/**
 * A job as its digest sees it: what decides the bits of the result, and fixed values for the rest.
 *
 * <p>Names and order of the components are part of the digest of every checkpoint.
 */
public record DecisiveConfig(
    Source data,
    BadRows badRows,
    HeldOut validation,
    HeldOut test,
    OptionalLong splitSeed,
    Architecture flow,
    TrainingKeys training,
    Saved checkpoints,
    int partitions,
    ExchangeKind exchange,
    String output) {

  /** When the state is saved decides no bit. */
  record Saved(long steps, double minutes, int keep) {}

  /**
   * The digest of everything in a job that decides the bits of its result.
   *
   * @param partitions that the rows are held in
   */
  public static String sha256(RunConfig config, int partitions) {
    String decisive = Codec.json(of(config.settled(TableDefaults.before()), partitions));
    if (config.flow().base() instanceof PowerTailNormal tails) {
      // The base that took the place of the one before where none is given.
      decisive += tails;
    }
    if (!config.leftOut().isEmpty()) {
      // Another job than one that gives what every table got before.
      decisive += config.leftOut();
    }
    if (config.standardize() != Scaling.MOMENTS) {
      // A key that came later: digests are the same where it is left out.
      decisive += config.standardize();
    }
    return Digest.sha256(decisive.getBytes(StandardCharsets.UTF_8));
  }

  private static DecisiveConfig of(RunConfig config, int partitions) {
    return new DecisiveConfig(
        config.data(),
        config.badRows(),
        config.validating(),
        config.test(),
        config.splitSeed(),
        config.flow(),
        config.training().averagedOrNot(),
        new Saved(1000, 5, 2),
        partitions,
        ExchangeKind.AUTO,
        "-");
  }
}
