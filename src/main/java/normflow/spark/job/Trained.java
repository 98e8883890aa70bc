package normflow.spark.job;

import java.util.Optional;
import normflow.model.Model;
import normflow.spark.evaluate.Evaluation;
import normflow.store.Provenance;
import normflow.train.TrainingResult;

/**
 * A trained model that is saved.
 *
 * @param result how it came about
 * @param test how it does on the test rows, if there are any
 * @param untested why there is no {@code test} though there are test rows; empty if there is
 */
public record Trained(
    Model model,
    TrainingResult result,
    Provenance provenance,
    Optional<Evaluation> test,
    String untested) {}
