package normflow.spark.job;

import java.util.Optional;
import java.util.function.Supplier;
import normflow.density.Density;
import normflow.model.Model;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.rows.References;
import normflow.spark.rows.Samples;
import normflow.train.TrainingResult;

/**
 * What a training came to: a model that is neither saved nor tested.
 *
 * @param model with its parameters
 * @param result how it got there
 * @param test measures it on the test rows, if there are any
 * @param seconds wall time of its steps
 */
record Fitted(
    Model model, TrainingResult result, Supplier<Optional<Evaluation>> test, double seconds) {

  /** One whose test rows are some of these. */
  static Fitted of(
      Model model,
      TrainingResult result,
      Samples samples,
      Optional<Density> density,
      References references,
      double seconds) {
    return new Fitted(
        model,
        result,
        () ->
            samples.test().rows() == 0
                ? Optional.empty()
                : Optional.of(Evaluation.of(model, samples.test(), density, references.lines())),
        seconds);
  }
}
