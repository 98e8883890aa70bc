package normflow.ml;

import java.util.List;
import normflow.spark.score.Rank;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * What a model says of a row beside its log-density, each in a column that is added if it is named.
 *
 * @param <Self> the class that has them
 */
public interface ScoreParams<Self extends ScoreParams<Self>> extends FlowParams<Self> {

  /** Column of ranks. */
  default Param<String> rankCol() {
    return new TextParam(
        this,
        "rankCol",
        "added column, if set: share of the model's own draws that are less likely than the row;"
            + " of models without contextCols");
  }

  /** Draws that a row is compared with. */
  default IntParam rankDraws() {
    return new IntParam(
        this,
        "rankDraws",
        "draws that rows are compared with for rankCol, held by the driver; ranks move in steps of"
            + " one of them",
        ParamValidators.inRange(1, 1_000_000));
  }

  /** Column of contributions. */
  default Param<String> contributionsCol() {
    return new TextParam(
        this,
        "contributionsCol",
        "added column, if set: what each input column adds to the log-density in nats, a vector in"
            + " their order; of two columns or more, for 16 scores a row and column");
  }

  /** Probabilities. */
  default DoubleArrayParam quantiles() {
    return new DoubleArrayParam(
        this,
        "quantiles",
        "probabilities, each between 0 and 1, of the quantiles in quantilesCol",
        new Refusal<>(probabilities -> AddedColumns.outlook(false, probabilities)));
  }

  /** Column of quantiles. */
  default Param<String> quantilesCol() {
    return new TextParam(
        this,
        "quantilesCol",
        "added column, if set: quantiles of the one input column given contextCols, a vector in the"
            + " order of the parameter quantiles, in the units of the input");
  }

  /** Column of means. */
  default Param<String> meanCol() {
    return new TextParam(
        this,
        "meanCol",
        "added column, if set: mean of the one input column given contextCols, in its units");
  }

  /** Column of standard deviations. */
  default Param<String> stdCol() {
    return new TextParam(
        this,
        "stdCol",
        "added column, if set: standard deviation of the one input column given contextCols, in its"
            + " units");
  }

  /** The column of ranks; empty for none. */
  default String getRankCol() {
    return getOrDefault(rankCol());
  }

  /** Draws that rows are compared with; 20,000 by default. */
  default int getRankDraws() {
    return (Integer) getOrDefault(rankDraws());
  }

  /** The column of contributions; empty for none. */
  default String getContributionsCol() {
    return getOrDefault(contributionsCol());
  }

  /** Probabilities of the quantiles; none by default. */
  default double[] getQuantiles() {
    return getOrDefault(quantiles());
  }

  /** The column of quantiles; empty for none. */
  default String getQuantilesCol() {
    return getOrDefault(quantilesCol());
  }

  /** The column of means; empty for none. */
  default String getMeanCol() {
    return getOrDefault(meanCol());
  }

  /** The column of standard deviations; empty for none. */
  default String getStdCol() {
    return getOrDefault(stdCol());
  }

  /** Asks for a column of ranks. */
  default Self setRankCol(String column) {
    return with(rankCol(), column);
  }

  /** Sets how many draws rows are compared with. */
  default Self setRankDraws(int draws) {
    return with(rankDraws(), draws);
  }

  /** Asks for a column of contributions. */
  default Self setContributionsCol(String column) {
    return with(contributionsCol(), column);
  }

  /** Sets the probabilities of the quantiles, each between 0 and 1. */
  default Self setQuantiles(double... probabilities) {
    return with(quantiles(), probabilities);
  }

  /** The same for callers without arrays, such as Python through Py4J. */
  default Self setQuantiles(List<? extends Number> probabilities) {
    return setQuantiles(probabilities.stream().mapToDouble(Number::doubleValue).toArray());
  }

  /** Asks for a column of quantiles. */
  default Self setQuantilesCol(String column) {
    return with(quantilesCol(), column);
  }

  /** Asks for a column of means. */
  default Self setMeanCol(String column) {
    return with(meanCol(), column);
  }

  /** Asks for a column of standard deviations. */
  default Self setStdCol(String column) {
    return with(stdCol(), column);
  }

  /** Sets the defaults of these parameters, once, in a constructor. */
  default void setScoreDefaults() {
    setDefault(rankCol(), "");
    setDefault(rankDraws(), Rank.DRAWS);
    setDefault(contributionsCol(), "");
    setDefault(quantiles(), new double[0]);
    setDefault(quantilesCol(), "");
    setDefault(meanCol(), "");
    setDefault(stdCol(), "");
  }
}
