package normflow.ml;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import normflow.codec.ConfigException;
import normflow.config.TrainingKeys;
import normflow.config.TrainingKeys.OptimizerKeys;
import normflow.flow.Architecture;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;

/**
 * How parameters say that a flow is trained: what is not set follows from the table.
 *
 * @param params of an estimator
 * @param validation those of the same one
 */
record SetTraining(TrainingParams<?> params, ValidationParams<?> validation) {

  TrainingKeys keys() {
    TrainingKeys fixed = TrainingKeys.defaults();
    return new TrainingKeys(
        number(params.batchSize()),
        OptionalInt.empty(),
        number(params.maxIter()).orElse(0),
        new OptimizerKeys(
            fixed.optimizer().type(),
            decimal(params.stepSize()),
            decimal(params.regParam()),
            whole(params.averageSteps())),
        fixed.schedule(),
        fixed.warmupSteps(),
        fixed.clipNorm(),
        number(validation.validationInterval()),
        number(validation.patience()),
        validation.getTol(),
        fixed.averageEvery(),
        params.getTrim() > 0 ? decimal(params.trim()) : OptionalDouble.empty(),
        params.getSeed());
  }

  /**
   * Makes sure that what is set goes together.
   *
   * @throws ConfigException if it does not
   */
  void requireFits(Architecture flow) {
    String weights = params.getWeightCol();
    if (!weights.isEmpty() && (params.getTrim() > 0 || flow.standsForSeveral())) {
      throw new ConfigException(
          "weightCol = " + weights + ": neither trim nor flow auto knows weights; set one of them",
          null);
    }
  }

  private OptionalLong whole(IntParam param) {
    OptionalInt number = number(param);
    return number.isPresent() ? OptionalLong.of(number.getAsInt()) : OptionalLong.empty();
  }

  private OptionalInt number(IntParam param) {
    return params.isDefined(param)
        ? OptionalInt.of((Integer) params.getOrDefault(param))
        : OptionalInt.empty();
  }

  private OptionalDouble decimal(DoubleParam param) {
    return params.isDefined(param)
        ? OptionalDouble.of((Double) params.getOrDefault(param))
        : OptionalDouble.empty();
  }
}
