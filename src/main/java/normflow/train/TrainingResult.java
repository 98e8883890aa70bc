package normflow.train;

import java.io.Serializable;
import java.util.List;
import normflow.engine.Moments;
import normflow.train.TrainingState.Measurement;

/**
 * What training found.
 *
 * @param parameters the flat vector, with the statistics of all training rows
 * @param bestStep after which the parameters were taken
 * @param steps that were done
 * @param skipped steps without a finite gradient
 * @param stoppedEarly whether patience ran out
 * @param validation moments of -log p of the validation rows, in standardised units
 * @param history the learning curves
 */
public record TrainingResult(
    float[] parameters,
    long bestStep,
    long steps,
    long skipped,
    boolean stoppedEarly,
    Moments validation,
    List<Measurement> history)
    implements Serializable {

  public TrainingResult {
    history = List.copyOf(history);
  }
}
