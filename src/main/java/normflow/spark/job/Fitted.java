package normflow.spark.job;

import java.util.Optional;
import java.util.function.Supplier;
import normflow.model.Model;
import normflow.spark.evaluate.Evaluation;
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
    Model model, TrainingResult result, Supplier<Optional<Evaluation>> test, double seconds) {}
