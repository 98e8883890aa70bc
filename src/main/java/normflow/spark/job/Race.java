package normflow.spark.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.engine.Moments;
import normflow.flow.Architecture;
import normflow.flow.Gaussians;
import normflow.model.Model;
import normflow.spark.TerminatedException;
import normflow.spark.evaluate.EnginePool;
import normflow.store.Provenance.Raced;
import normflow.text.Numbers;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainings on the same rows, one after the other, that differ in their flow or their weight decay.
 * Of weight decays the one with the best validation likelihood is taken, of flows the first one
 * that is no worse than the best by more than a standard error.
 *
 * @param entrants one for each training
 * @param trim share of the validation rows that no training counts
 */
record Race(List<Entrant> entrants, double trim) {

  private static final Logger LOG = LoggerFactory.getLogger(Race.class);

  /**
   * What tells a training from the others.
   *
   * @param number of the flow, from 1; 0 where there is but one
   * @param label of the flow among them; empty where there is but one
   */
  record Entrant(int number, String label, Architecture flow, double weightDecay) {

    /** Such as {@code 3-nsf-weight-decay-0.3}; part of a folder's name. */
    String name() {
      return (number == 0 ? "" : number + "-" + type(flow) + "-") + "weight-decay-" + weightDecay;
    }

    private Raced ended(OptionalDouble validationNll) {
      return new Raced(label, weightDecay, validationNll);
    }
  }

  /**
   * One training, unless the flow is one of several, or the keys leave the weight decay out and the
   * table does not say it. Gaussians have nothing that decays.
   *
   * @param flows that are tried, see {@link Architecture#candidates}
   */
  static Race of(List<Architecture> flows, TrainingKeys given, TableDefaults defaults) {
    List<Entrant> entrants = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      Architecture flow = flows.get(i);
      Architecture settled = flow.settled(defaults.width(), defaults.base());
      int number = flows.size() == 1 ? 0 : i + 1;
      String label = number == 0 ? "" : label(flow, flows);
      List<Double> decays = defaults.raced(given);
      (flow instanceof Gaussians ? decays.subList(0, 1) : decays)
          .forEach(decay -> entrants.add(new Entrant(number, label, settled, decay)));
    }
    return new Race(entrants, given.trim().orElse(0));
  }

  /** Its type, and where others have that too what it is. */
  private static String label(Architecture flow, List<Architecture> flows) {
    long alike = flows.stream().filter(other -> type(other).equals(type(flow))).count();
    return alike == 1 ? type(flow) : type(flow) + " " + flow.toString().replaceFirst("^\\w+", "");
  }

  private static String type(Architecture flow) {
    return Codec.typeName(flow.getClass());
  }

  /**
   * Makes sure that there is something to choose a flow by.
   *
   * @throws ConfigException if there are several flows and no validation rows
   */
  Race requireValidated(long validationRows) {
    if (validationRows == 0 && entrants.get(0).number > 0) {
      throw new ConfigException(
          "flow = auto: there are no validation rows to choose a flow by; give validation a share,"
              + " or name the flow",
          null);
    }
    return this;
  }

  boolean isRun() {
    return entrants.size() > 1;
  }

  /**
   * What came of a race.
   *
   * @param entrant whose training is taken
   * @param taken what came of it
   * @param all trainings; empty where there was but one
   */
  record Won<T>(Entrant entrant, T taken, List<Raced> all) {}

  /**
   * Trains each. Of several flows the first one is taken that is no worse than the best by more
   * than a standard error of the difference, row by row.
   *
   * @param validationNll mean -log p of the validation rows, nats
   * @param model what came of a training
   * @param validated some thousands of the validation rows at most, read where flows are compared
   */
  <T> Won<T> run(
      Function<Entrant, T> training,
      Function<T, OptionalDouble> validationNll,
      Function<T, Model> model,
      Supplier<List<float[]>> validated) {
    List<Optional<T>> results = new ArrayList<>();
    List<Raced> all = new ArrayList<>();
    int best = 0;
    for (Entrant entrant : entrants) {
      results.add(trained(entrant, training, results));
      all.add(
          entrant.ended(results.get(all.size()).map(validationNll).orElse(OptionalDouble.empty())));
      best = loss(all, all.size() - 1) < loss(all, best) ? all.size() - 1 : best;
    }
    if (results.get(best).isEmpty()) {
      // None has a validation likelihood: the first one that there is.
      best =
          IntStream.range(0, results.size())
              .filter(i -> results.get(i).isPresent())
              .findFirst()
              .orElseThrow();
    }
    if (!isRun()) {
      return new Won<>(entrants.get(0), results.get(0).orElseThrow(), List.of());
    }
    all.forEach(
        one ->
            LOG.info(
                "{}: NLL validation {}",
                words(one),
                one.validationNll().isPresent()
                    ? Numbers.nats(one.validationNll().getAsDouble())
                    : "unknown"));
    int taken =
        entrants.get(best).number > 1
            ? simplest(
                all, best, results.stream().map(one -> one.map(model)).toList(), validated.get())
            : best;
    LOG.info("{} is taken", words(all.get(taken)));
    return new Won<>(entrants.get(taken), results.get(taken).orElseThrow(), all);
  }

  /** Empty for one of several flows that cannot be trained, as long as others are there. */
  private <T> Optional<T> trained(
      Entrant entrant, Function<Entrant, T> training, List<Optional<T>> before) {
    try {
      return Optional.of(training.apply(entrant));
    } catch (TrainingCancelled | TerminatedException e) {
      throw e;
    } catch (TrainingException e) {
      boolean last = before.size() == entrants.size() - 1;
      if (entrant.number == 0 || (last && before.stream().noneMatch(Optional::isPresent))) {
        throw e;
      }
      LOG.warn("{} cannot be trained and is left out: {}", entrant.label, e.getMessage());
      return Optional.empty();
    }
  }

  private int simplest(
      List<Raced> all, int best, List<Optional<Model>> models, List<float[]> rows) {
    int last = entrants.get(best).number;
    double[] more = EnginePool.logDensity(models.get(best).orElseThrow(), rows);
    for (int number = 1; number < last; number++) {
      int own = bestOf(all, number);
      if (all.get(own).validationNll().isEmpty()) {
        continue;
      }
      double[] less = EnginePool.logDensity(models.get(own).orElseThrow(), rows);
      Moments difference = differences(more, less);
      double mean = difference.mean()[0];
      double error = difference.standardError(0);
      if (mean <= error) {
        LOG.info(
            "{} is better than {} by {} ± {} nats a row only, on {} validation rows",
            all.get(best).flow(),
            all.get(own).flow(),
            Numbers.nats(mean),
            Numbers.nats(error),
            difference.count());
        return own;
      }
    }
    return best;
  }

  /**
   * Row by row, but for the share of the rows that trainings leave out: those least likely by both.
   */
  private Moments differences(double[] more, double[] less) {
    int left = (int) (trim * more.length);
    double[] differences =
        IntStream.range(0, more.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> more[row] + less[row]))
            .skip(left)
            .mapToDouble(row -> more[row] - less[row])
            .toArray();
    return Moments.of(differences.length, row -> differences[row]);
  }

  private int bestOf(List<Raced> all, int number) {
    return IntStream.range(0, all.size())
        .filter(index -> entrants.get(index).number == number)
        .reduce((a, b) -> loss(all, b) < loss(all, a) ? b : a)
        .orElseThrow();
  }

  private static String words(Raced one) {
    return (one.flow().isEmpty() ? "" : one.flow() + ", ") + "weight decay " + one.weightDecay();
  }

  private static double loss(List<Raced> all, int index) {
    return all.get(index).validationNll().orElse(Double.POSITIVE_INFINITY);
  }
}
