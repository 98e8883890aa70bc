package normflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import normflow.spark.evaluate.Predictions;
import normflow.spark.evaluate.Predictions.Interval;
import org.junit.jupiter.api.Test;

class PredictionLinesTest {

  private static Predictions predictions(double crps, double error, double held, double lowest) {
    List<Double> pit = new java.util.ArrayList<>(Collections.nCopies(10, (1 - lowest) / 9));
    pit.set(0, lowest);
    return new Predictions(
        "y",
        2_500,
        crps,
        error > 0 ? OptionalDouble.of(error) : OptionalDouble.empty(),
        12_345.6,
        OptionalDouble.of(78.9),
        List.of(new Interval(0.5, 0.51, 0.01), new Interval(0.9, held, 0.006)),
        pit);
  }

  @Test
  void measuresHaveTheDigitsThatTheirErrorsLeave() {
    assertEquals(
        List.of(
            "CRPS", "RMSE of the mean", "rows in the 50% intervals", "rows in the 90% intervals"),
        PredictionLines.of(predictions(1, 0.1, 0.9, 0.1)).stream()
            .map(PredictionLines.Line::name)
            .toList());
    assertEquals("2.009 ± 0.066", PredictionLines.crps(predictions(2.0094, 0.0657, 0.9, 0.1)));
    assertEquals("0.00000123 ± 0.00000012", text(1.23e-6, 1.2e-7));
    assertEquals("1.23e-20 ± 1.20e-21", text(1.23e-20, 1.2e-21));
    assertEquals("2.009", text(2.0094, 0));
    assertEquals("12,346 ± 79", PredictionLines.rmse(predictions(1, 1, 1, 0)));
  }

  private static String text(double crps, double error) {
    return PredictionLines.crps(predictions(crps, error, 0.9, 0.1));
  }

  @Test
  void sentencesSayWhatItMeans() {
    String fine = "The 50% intervals hold 51.0 ± 1.0% of the rows: as they should, within chance.";
    assertEquals(
        List.of(fine, "The 90% intervals hold 86.5 ± 0.6% of the rows: too narrow."),
        PredictionLines.sentences(predictions(1, 0.1, 0.865, 0.1)));
    assertEquals(
        List.of(
            fine,
            "The 90% intervals hold 92.0 ± 0.6% of the rows: too wide.",
            "60.0 ± 1.0% of the rows lie below their predicted median: predictions are too high."),
        PredictionLines.sentences(predictions(1, 0.1, 0.92, 0.28)));
  }
}
