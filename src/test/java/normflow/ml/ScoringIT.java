package normflow.ml;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.spark.score.LocalModel;
import org.apache.spark.SparkException;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code transform} makes of tables of all kinds. */
class ScoringIT extends MlSession {

  private static NormalizingFlowModel model;

  @BeforeAll
  static void fit() {
    model = small().setInputCols("x0", "x1").setMaxIter(50).fit(moons(2000, 1));
  }

  /** The model for a column of vectors. */
  private static NormalizingFlowModel forVectors() {
    NormalizingFlowModel other = model.copy(org.apache.spark.ml.param.ParamMap.empty());
    other.clear(other.inputCols());
    return other;
  }

  @Test
  void logDensitiesAreThoseOfTheModelRowByRow() {
    List<Row> scored = model.transform(moons(20_000, 2)).collectAsList();
    double[][] rows =
        scored.stream()
            .map(row -> new double[] {row.getDouble(0), row.getDouble(1)})
            .toArray(double[][]::new);
    double[] expected = new LocalModel(model.model()).logDensity(rows);
    for (int i = 0; i < rows.length; i++) {
      assertEquals(expected[i], scored.get(i).getDouble(2), 1e-5 * Math.abs(expected[i]) + 1e-5);
    }
  }

  @Test
  void otherColumnsStayAsTheyWere() {
    Dataset<Row> rows =
        moons(10_000, 2)
            .selectExpr(
                "concat('row ', monotonically_increasing_id()) as `a name`",
                "x1",
                "array(x0, x1) as pair",
                "if(x0 > 0, null, x0) as `dotted.name`",
                "named_struct('a', x0, 'b', 'text') as nested",
                "x0",
                "map('k', x1) as lookup");
    List<Row> before = rows.collectAsList();
    List<Row> after = model.transform(rows).drop("logDensity").collectAsList();
    assertEquals(before, after);
  }

  @Test
  void aStreamIsScoredLikeATable() throws Exception {
    String input = path("stream-in");
    moons(3000, 3).write().parquet(input);
    Dataset<Row> stream =
        session.readStream().schema(session.read().parquet(input).schema()).parquet(input);
    NormalizingFlowModel predicting =
        model.copy(org.apache.spark.ml.param.ParamMap.empty()).setThreshold(-2).setLatentCol("z");
    StreamingQuery query =
        predicting
            .transform(stream)
            .writeStream()
            .format("memory")
            .queryName("scored")
            .outputMode("append")
            .start();
    query.processAllAvailable();
    query.stop();
    assertEquals(
        sorted(predicting.transform(session.read().parquet(input))),
        sorted(session.table("scored")));
  }

  private static List<String> sorted(Dataset<Row> rows) {
    List<String> lines = new ArrayList<>(rows.collectAsList().stream().map(Row::toString).toList());
    Collections.sort(lines);
    return lines;
  }

  @Test
  void planesAfterAndBeforeAreOptimisedAndChained() {
    Dataset<Row> twice =
        model
            .copy(org.apache.spark.ml.param.ParamMap.empty())
            .setLogDensityCol("again")
            .transform(model.transform(moons(5000, 2)).where("logDensity > -3"))
            .where("again <= -2");
    for (Row row : twice.collectAsList()) {
      assertEquals(row.<Double>getAs("logDensity"), row.<Double>getAs("again"));
      assertTrue(row.<Double>getAs("again") > -3);
    }
    model.transform(moons(1000, 2)).createOrReplaceTempView("densities");
    assertEquals(1000, session.sql("select count(logDensity) from densities").first().getLong(0));
    assertEquals(1000, model.transform(moons(1000, 2)).repartition(3).select("logDensity").count());
  }

  @Test
  void vectorsAreReadDenseAndSparse() {
    Dataset<Row> dense =
        new VectorAssembler()
            .setInputCols(new String[] {"x0", "x1"})
            .setOutputCol("features")
            .transform(moons(100, 2));
    assertEquals(logDensities(model.transform(dense)), logDensities(forVectors().transform(dense)));
    Dataset<Row> few =
        vectors(
            Vectors.dense(0, 0.5),
            Vectors.sparse(2, new int[] {1}, new double[] {0.5}),
            Vectors.sparse(2, new int[] {0}, new double[] {1}),
            Vectors.dense(1, 0));
    List<Double> scores = logDensities(forVectors().transform(few));
    assertEquals(scores.get(0), scores.get(1));
    assertEquals(scores.get(2), scores.get(3));
  }

  @Test
  void vectorsWithoutADensityAreNamedOrKept() {
    Dataset<Row> rows =
        vectors(
            Vectors.dense(0, 1),
            Vectors.dense(0, 1, 2),
            Vectors.dense(Double.NaN, 1),
            null,
            Vectors.sparse(3, new int[] {0}, new double[] {1}),
            Vectors.dense(1, 1));
    List<Row> kept = forVectors().setHandleInvalid("keep").transform(rows).collectAsList();
    assertEquals(
        List.of(false, true, true, true, true, false),
        kept.stream().map(row -> row.isNullAt(1)).toList());
    assertEquals(2, forVectors().setHandleInvalid("skip").transform(rows).count());
    String message =
        assertThrows(SparkException.class, () -> forVectors().transform(rows).collectAsList())
            .getMessage();
    assertTrue(message.contains("a vector of 3 elements where 2 are due"), message);
  }

  private static Dataset<Row> vectors(Vector... vectors) {
    StructType schema = new StructType().add("features", SQLDataTypes.VectorType());
    List<Row> rows = Stream.of(vectors).map(vector -> RowFactory.create(vector)).toList();
    return session.createDataFrame(rows, schema).coalesce(1);
  }

  @Test
  void aTableOfAnotherShapeIsRefused() {
    Dataset<Row> rows = moons(10, 1);
    String message =
        assertThrows(ConfigException.class, () -> model.transform(rows.drop("x1"))).getMessage();
    assertTrue(message.contains("x1"), message);
    message =
        assertThrows(
                ConfigException.class,
                () -> model.transform(rows.withColumn("x1", col("x1").cast("string"))))
            .getMessage();
    assertTrue(message.contains("string"), message);
    assertEquals(
        DataTypes.DoubleType, model.transformSchema(rows.schema()).apply("logDensity").dataType());
  }

  @Test
  void rowsOutOfAllRangeAreAnomalies() {
    Dataset<Row> rows = moons(10, 1).withColumn("x0", org.apache.spark.sql.functions.lit(1e300));
    Dataset<Row> scored =
        model.copy(org.apache.spark.ml.param.ParamMap.empty()).setThreshold(-1e9).transform(rows);
    assertEquals(10, scored.where("prediction = 1 and not isnan(logDensity)").count());
    assertTrue(new LogLikelihoodEvaluator().evaluate(scored) < -1e9);
  }

  @Test
  void namesMayHaveDotsAndUnusedOnesAppearTwice() {
    Dataset<Row> rows = moons(100, 1).withColumn("id", col("x0")).withColumn("k", col("x1"));
    Dataset<Row> twice = rows.select(col("x0"), col("x1"), col("id"), col("k").as("id"));
    NormalizingFlowModel dotted =
        model
            .copy(org.apache.spark.ml.param.ParamMap.empty())
            .setLogDensityCol("log.density")
            .setLatentCol("the.latent")
            .setThreshold(-3);
    assertEquals(100, dotted.transform(twice).collectAsList().size());
  }

  @Test
  void allInvalidAndNoRowsAreScored() {
    Dataset<Row> rows = moons(10, 1).withColumn("x0", col("x0").multiply(Double.NaN));
    assertEquals(0, model.transform(moons(10, 1).where("x0 > 1e9")).count());
    NormalizingFlowModel keeping = model.copy(org.apache.spark.ml.param.ParamMap.empty());
    assertEquals(
        10, keeping.setHandleInvalid("keep").transform(rows).where("logDensity is null").count());
    assertTrue(Arrays.asList(rows.columns()).contains("x0"));
  }
}
