package normflow.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import normflow.codec.Codec;
import normflow.model.Standardization;
import normflow.storage.Digest;

/**
 * What tells the rows that a training was made from, and what became of them, from others.
 *
 * @param training rows trained on
 * @param validation rows that chose the parameters
 * @param test rows that measured the result
 * @param standardization start of the SHA-256 of means and scales
 */
public record TrainedRows(
    Fingerprint training, Fingerprint validation, Fingerprint test, String standardization) {

  private static final int DIGITS = 32;

  public static TrainedRows of(
      Fingerprint training,
      Fingerprint validation,
      Fingerprint test,
      Standardization standardization) {
    byte[] text = Codec.json(standardization).getBytes(StandardCharsets.UTF_8);
    String digest = Digest.sha256(text).substring(0, DIGITS);
    return new TrainedRows(training, validation, test, digest);
  }

  /**
   * How other rows differ from these, in words; empty if they do not.
   *
   * @param where these are from, such as a step
   */
  public Optional<String> difference(TrainedRows now, String where) {
    if (!training.isOf(now.training, true)) {
      return Optional.of(
          "the table is not the one of "
              + where
              + ": "
              + training.difference(now.training, "training rows"));
    }
    if (!validation.isOf(now.validation, true)) {
      return Optional.of(heldOut(where, validation.difference(now.validation, "validation rows")));
    }
    // Sums over test rows decide nothing.
    if (!test.isOf(now.test, false)) {
      return Optional.of(heldOut(where, test.difference(now.test, "test rows")));
    }
    return standardization.equals(now.standardization)
        ? Optional.empty()
        : Optional.of(
            "the standardisation is not the one of "
                + where
                + ": the same rows came in other partitions, which the last bits of their mean and"
                + " variance depend on");
  }

  private static String heldOut(String where, String difference) {
    return "the held-out rows are not those of " + where + ": " + difference;
  }
}
