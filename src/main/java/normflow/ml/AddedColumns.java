package normflow.ml;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.rows.Samples;
import normflow.spark.score.Explainer;
import normflow.spark.score.Outlook;
import normflow.spark.score.Predictor;
import normflow.spark.score.Rank;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Names of the columns that a stage adds; those that are empty it does not.
 *
 * @param density of the log-density
 * @param latent of the row mapped to the base
 * @param prediction where there is a threshold
 * @param contributions what each column adds to the log-density
 * @param rank share of draws that are less likely
 * @param mean of the only column given others
 * @param deviation of the same
 * @param quantiles of the same
 * @param outlook what these three are
 */
record AddedColumns(
    String density,
    String latent,
    String prediction,
    String contributions,
    String rank,
    String mean,
    String deviation,
    String quantiles,
    Outlook outlook) {

  /**
   * Those of a stage.
   *
   * @param predicts whether it has a threshold
   * @throws ConfigException if quantiles lack their probabilities or their column
   */
  static AddedColumns of(ScoreParams<?> params, boolean predicts) {
    if (params.getLogDensityCol().isEmpty()) {
      throw new ConfigException("logDensityCol is empty: name the column", null);
    }
    String quantiles = params.getQuantilesCol();
    double[] probabilities = params.getQuantiles();
    if (quantiles.isEmpty() != (probabilities.length == 0)) {
      throw new ConfigException(
          quantiles.isEmpty()
              ? "quantiles = "
                  + Arrays.toString(probabilities)
                  + ": name their column, quantilesCol"
              : "quantilesCol = " + quantiles + ": set quantiles, such as 0.05, 0.5, 0.95",
          null);
    }
    boolean moments = !params.getMeanCol().isEmpty() || !params.getStdCol().isEmpty();
    return new AddedColumns(
        params.getLogDensityCol(),
        params.getLatentCol(),
        predicts ? params.getPredictionCol() : "",
        params.getContributionsCol(),
        params.getRankCol(),
        params.getMeanCol(),
        params.getStdCol(),
        quantiles,
        outlook(moments, probabilities));
  }

  /**
   * What is said of a column given others.
   *
   * @throws IllegalArgumentException if a probability is not between 0 and 1
   */
  static Outlook outlook(boolean moments, double[] probabilities) {
    return new Outlook(moments, DoubleStream.of(probabilities).boxed().toList());
  }

  /** Whether there is a log-density. */
  boolean scores() {
    return !density.isEmpty();
  }

  /**
   * The same for rows of a table without the column that is predicted, which have no log-density.
   *
   * @param missing that column
   * @throws ConfigException if one is asked for that follows from the log-density
   */
  AddedColumns withoutDensity(String missing) {
    if (!latent.isEmpty() || !prediction.isEmpty()) {
      throw new ConfigException(
          "column "
              + missing
              + " is not in the dataset: without it there is no log-density; clear "
              + (latent.isEmpty() ? "threshold" : "latentCol")
              + ", or add the column",
          null);
    }
    return new AddedColumns("", "", "", "", "", mean, deviation, quantiles, outlook);
  }

  /**
   * Refuses what a model cannot say.
   *
   * @throws ConfigException that names the columns for which it cannot
   */
  void require(Model model) {
    require(model.dataColumns(), model.contextColumns());
    if (!outlook.isEmpty()) {
      Predictor.require(model, outlook);
    }
  }

  /**
   * Refuses what no model of these numeric columns can say.
   *
   * @throws ConfigException that names the columns for which it cannot
   */
  void require(List<String> columns, List<String> context) {
    if (!rank.isEmpty()) {
      Rank.require(context);
    }
    if (!contributions.isEmpty()) {
      Explainer.require(columns);
    }
    if (!outlook.isEmpty()) {
      Predictor.require(columns, context);
    }
  }

  /**
   * Refuses what a flow could not say that is trained on a table: one that is untrained cannot
   * either.
   *
   * @throws ConfigException that says why
   */
  void require(Architecture architecture, Table table) {
    List<String> columns = table.columns();
    require(columns.subList(0, table.dim()), columns.subList(table.dim(), columns.size()));
    if (!outlook.isEmpty()) {
      Flow flow = Samples.built(architecture, table.dim(), table.context());
      double[] ones = DoubleStream.generate(() -> 1).limit(flow.width()).toArray();
      Standardization none = new Standardization(new double[flow.width()], ones, flow.context());
      Predictor.require(new Model(flow, columns, none, flow.layout().initial(1)), outlook);
    }
  }

  /** A column and its type. */
  private record Added(String name, DataType type) {}

  /**
   * A schema with the added columns.
   *
   * @throws ConfigException if one is there already
   */
  StructType behind(StructType schema) {
    StructType result = schema;
    for (Added column :
        Stream.of(
                new Added(density, DataTypes.DoubleType),
                new Added(latent, SQLDataTypes.VectorType()),
                new Added(prediction, DataTypes.DoubleType),
                new Added(contributions, SQLDataTypes.VectorType()),
                new Added(rank, DataTypes.DoubleType),
                new Added(mean, DataTypes.DoubleType),
                new Added(deviation, DataTypes.DoubleType),
                new Added(quantiles, SQLDataTypes.VectorType()))
            .filter(column -> !column.name.isEmpty())
            .toList()) {
      if (NumericColumns.isIn(result, column.name)) {
        throw new ConfigException(
            "column " + column.name + " is in the dataset already: choose another name", null);
      }
      result = result.add(column.name, column.type);
    }
    return result;
  }
}
