package normflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.spark.evaluate.Spread;
import normflow.spark.evaluate.Spread.Heavy;
import normflow.store.MetricsLine;
import normflow.store.Provenance;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static Evaluation evaluation(
      long rows, Optional<Heavy> heavy, List<String> repeated, Reference... references) {
    return new Evaluation(
        rows,
        2,
        OptionalDouble.of(0.1),
        OptionalDouble.of(3),
        NONE,
        NONE,
        NONE,
        NONE,
        0.5,
        0,
        Optional.of(new Spread(1.5, 1.75, heavy)),
        List.of(references),
        repeated,
        Optional.empty());
  }

  private static String brief(long rows, double difference, double error) {
    Reference weaker = new Reference("Gaussian with full covariance", 5, 3, OptionalDouble.of(0.2));
    Reference best =
        new Reference(
            "mixture of 5 Gaussians", 2 + difference, difference, OptionalDouble.of(error));
    return Verdict.brief(evaluation(rows, Optional.empty(), List.of(), weaker, best)).orElseThrow();
  }

  @Test
  void theBestLineIsTheOneToBeat() {
    assertEquals(
        "0.41 ± 0.05 nats a row better than a mixture of 5 Gaussians", brief(1000, 0.41, 0.05));
    assertEquals(
        "0.4100 ± 0.0050 nats a row better than a mixture of 5 Gaussians",
        brief(1000, 0.41, 0.005));
    assertEquals(
        "0.41 ± 0.05 nats a row worse than a mixture of 5 Gaussians", brief(1000, -0.41, 0.05));
    assertEquals(
        "not better than a mixture of 5 Gaussians (0.09 ± 0.05 nats a row)",
        brief(1000, 0.09, 0.05));
    assertEquals(
        "not better than a mixture of 5 Gaussians (-0.02 ± 0.05 nats a row): 34 rows are few",
        brief(34, -0.02, 0.05));
  }

  @Test
  void whatAMeanHidesIsSaid() {
    Heavy one = new Heavy(1, 3, 2.4, List.of("a = 1.0"));
    Heavy two = new Heavy(2, 1, -1, List.of("a = 1.0", "a = 2.0"));
    assertEquals(
        List.of(
            "No reference lines are kept with this model: an earlier version trained it, or they"
                + " cannot be fitted to its columns.",
            "In a column most values occur again and again (b): a density has no upper limit there,"
                + " so that a lower NLL need not mean a better model.",
            "1 of 100 rows carries 21% of the NLL: with them the mean is 3.0000, without 2.4000. The"
                + " first: a = 1.0."),
        Verdict.of(evaluation(100, Optional.of(one), List.of("b"))));
    String lifted = Verdict.of(evaluation(100, Optional.of(two), List.of())).get(1);
    assertTrue(lifted.startsWith("2 of 100 rows lift the mean NLL by 2.0000 nats: "), lifted);
    assertTrue(lifted.endsWith("The first: a = 1.0; a = 2.0."), lifted);
  }

  /** A training of 400 steps in the folder of an earlier version; 20 validation rows. */
  private static Provenance provenance(long best, boolean stopped) throws IOException {
    Path file = Path.of("src/test/resources/normflow/golden/0.1.0/ended/density/provenance.json");
    String text =
        Files.readString(file)
            .replaceAll("\"bestStep\" : \\d+", "\"bestStep\" : " + best)
            .replaceAll("\"steps\" : \\d+", "\"steps\" : 400")
            .replaceAll("\"patience\" : \\d+", "\"patience\" : " + (stopped ? 3 : 0))
            .replaceAll("\"stoppedEarly\" : \\w+", "\"stoppedEarly\" : " + stopped)
            .replaceAll("\"validationRows\" : \\d+", "\"validationRows\" : 100");
    return Codec.json(file.toString(), text, Provenance.class);
  }

  private static Optional<String> overfitting(long best, boolean stopped, double... losses)
      throws IOException {
    List<MetricsLine> curves = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      Split split = new Split(1, 1, 1);
      curves.add(
          MetricsLine.of(new Measurement(100L * (i + 1), 1, 1, losses[i], 1, 1, 1, 1, split)));
    }
    return Verdict.overfitting(provenance(best, stopped), curves, 2);
  }

  @Test
  void overfittingIsTold() throws IOException {
    assertEquals(
        "Best at the first validation, step 100 of 400, and 0.75 nats worse at the end: it overfits;"
            + " fewer parameters, weight decay or patience help.",
        overfitting(100, false, 1, 1.25, 1.5, 1.75).orElseThrow());
    assertEquals(
        "Best at step 200 of 400, and 0.50 nats worse at the end: it overfits; fewer parameters or"
            + " weight decay help.",
        overfitting(200, true, 1.5, 1, 1.25, 1.5).orElseThrow());
    // √(2 / 200) is 0.1: by chance; and a best step in the second half.
    assertEquals(Optional.empty(), overfitting(200, false, 1.5, 1, 1.05, 1.09));
    assertEquals(Optional.empty(), overfitting(300, false, 1.5, 1.4, 1, 1.5));
    assertEquals(Optional.empty(), overfitting(400, false));
  }

  @Test
  void anEndHasItsReason() throws IOException {
    assertEquals("all 400 steps", Verdict.end(provenance(400, false)));
    assertEquals(
        "400 of 400 steps: 3 validations in a row were no better",
        Verdict.end(provenance(100, true)));
  }
}
