package normflow.spark.job;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.store.Provenance.Raced;
import normflow.text.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainings on the same rows that differ in their weight decay only, one after the other: the one
 * with the best validation likelihood is taken, the first of equal ones.
 *
 * @param weightDecays one of each training
 */
record Race(List<Double> weightDecays) {

  private static final Logger LOG = LoggerFactory.getLogger(Race.class);

  /** One training, unless the keys leave the weight decay out and the table does not say it. */
  static Race of(TrainingKeys given, TableDefaults defaults) {
    return new Race(defaults.raced(given));
  }

  boolean isRun() {
    return weightDecays.size() > 1;
  }

  /**
   * What came of a race.
   *
   * @param weightDecay of the training that is taken
   * @param taken what came of it
   * @param all trainings; empty where there was but one
   */
  record Won<T>(double weightDecay, T taken, List<Raced> all) {}

  /**
   * Trains with each.
   *
   * @param training with a weight decay
   * @param validationNll mean -log p of the validation rows, nats
   */
  <T> Won<T> run(DoubleFunction<T> training, Function<T, OptionalDouble> validationNll) {
    List<T> results = new ArrayList<>();
    List<Raced> all = new ArrayList<>();
    int best = 0;
    for (double decay : weightDecays) {
      results.add(training.apply(decay));
      all.add(new Raced(decay, validationNll.apply(results.get(results.size() - 1))));
      best = loss(all, all.size() - 1) < loss(all, best) ? all.size() - 1 : best;
    }
    if (!isRun()) {
      return new Won<>(weightDecays.get(0), results.get(0), List.of());
    }
    all.forEach(
        one ->
            LOG.info(
                "weight decay {}: NLL validation {}",
                one.weightDecay(),
                one.validationNll().isPresent()
                    ? Numbers.nats(one.validationNll().getAsDouble())
                    : "unknown"));
    LOG.info("weight decay {} is taken", weightDecays.get(best));
    return new Won<>(weightDecays.get(best), results.get(best), all);
  }

  private static double loss(List<Raced> all, int index) {
    return all.get(index).validationNll().orElse(Double.POSITIVE_INFINITY);
  }
}
