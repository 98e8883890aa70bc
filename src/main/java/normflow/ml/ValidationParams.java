package normflow.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * How rows that are not trained on watch the training and choose its result.
 *
 * @param <Self> the class that has them
 */
public interface ValidationParams<Self extends ValidationParams<Self>> extends FlowParams<Self> {
  /** Which rows are held out. */
  default Param<String> validationIndicatorCol() {
    return new TextParam(
        this,
        "validationIndicatorCol",
        "boolean column: true where a row chooses the parameters and is not trained on");
  }

  /** Validations without an improvement. */
  default IntParam patience() {
    return new IntParam(
        this,
        "patience",
        "validations in a row without an improvement after which training stops; 0: never; 16 if"
            + " neither this nor validationInterval is set",
        ParamValidators.gtEq(0));
  }

  /** What counts as an improvement. */
  default DoubleParam tol() {
    return new DoubleParam(
        this,
        "tol",
        "nats by which a validation must be better to count as an improvement for patience",
        ParamValidators.gtEq(0));
  }

  /** Mini-batches between two validations. */
  default IntParam validationInterval() {
    return new IntParam(
        this,
        "validationInterval",
        "mini-batches between two validations; 0, or not set: after mini-batches whose number"
            + " grows by a tenth",
        ParamValidators.gtEq(0));
  }

  /** Share of the rows that is held out. */
  default DoubleParam validationShare() {
    return new DoubleParam(
        this,
        "validationShare",
        "share of the rows that chooses the parameters and is not trained on, where no"
            + " validationIndicatorCol says which rows do",
        ParamValidators.inRange(0, 1, true, false));
  }

  /** Validations without an improvement, if it is set. */
  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  /** The least improvement, in nats; 0 by default. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  /** Mini-batches between two validations, if it is set. */
  default int getValidationInterval() {
    return (Integer) getOrDefault(validationInterval());
  }

  /** The column that says which rows are held out; empty for none. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** The share of the rows that is held out; 0.1 by default. */
  default double getValidationShare() {
    return (Double) getOrDefault(validationShare());
  }

  /** Sets how many validations without an improvement end the training. */
  default Self setPatience(int validations) {
    return with(patience(), validations);
  }

  /** Sets the least improvement, in nats. */
  default Self setTol(double nats) {
    return with(tol(), nats);
  }

  /** Sets the mini-batches between two validations. */
  default Self setValidationInterval(int steps) {
    return with(validationInterval(), steps);
  }

  /** Names the column that says which rows are held out. */
  default Self setValidationIndicatorCol(String column) {
    return with(validationIndicatorCol(), column);
  }

  /** Sets the share of the rows that is held out, from 0 to below 1. */
  default Self setValidationShare(double share) {
    return with(validationShare(), share);
  }

  /** Sets the defaults of those that do not follow from the table, once, in a constructor. */
  default void setValidationDefaults() {
    setDefault(validationIndicatorCol(), "");
    setDefault(validationShare(), 0.1);
    setDefault(tol(), 0.0);
  }
}
