package normflow.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.flow.Flow;
import normflow.flow.MixtureOfFlows;
import normflow.layer.LuLinear;
import normflow.layer.NormalScores;
import org.apache.spark.SparkException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** What the estimator's and the model's parameters do. */
class NormalizingFlowIT extends MlSession {

  private static NormalizingFlow numeric() {
    return small().setInputCols("x0", "x1");
  }

  @Test
  void aFitIsTheSameBitsAgain() {
    Dataset<Row> rows = moons(2000, 1);
    float[] first = numeric().fit(rows).model().parameters();
    assertArrayEquals(first, numeric().fit(rows).model().parameters());
    float[] other = numeric().setSeed(2).fit(rows).model().parameters();
    assertFalse(java.util.Arrays.equals(first, other));
  }

  @Test
  void whatIsNotSetFollowsFromTheTable() {
    NormalizingFlow flow = new NormalizingFlow().setFlow(SMALL).setInputCols("x0", "x1");
    assertFalse(flow.isDefined(flow.batchSize()));
    NormalizingFlowSummary summary = flow.setMaxIter(30).fit(moons(600, 1)).summary();
    assertEquals(600, summary.trainingRows() + summary.validationRows());
    assertTrue(summary.validationRows() > 35 && summary.validationRows() < 85);
    assertEquals(0, summary.history().get(0).iteration());
  }

  @Test
  void aPurposeOrAChoiceStandsForAFlow() {
    Dataset<Row> rows = moons(600, 1);
    NormalizingFlow flow = new NormalizingFlow().setInputCols("x0", "x1").setMaxIter(20);
    Flow unseen = flow.setPurpose("anomalies").fit(rows).model().flow();
    assertTrue(unseen.base() instanceof MixtureOfFlows mixture && mixture.crossFitted());
    Flow set = flow.setStandardize("normal-scores").setFlow(SMALL).fit(rows).model().flow();
    assertTrue(set.layers().get(0) instanceof NormalScores, () -> "" + set);
    Flow chosen =
        flow.setFlow("{\"type\": \"auto\", \"of\": [\"gaussians\"]}").fit(rows).model().flow();
    assertTrue(chosen.layers().get(1) instanceof LuLinear, () -> "" + chosen);
    assertThrows(
        ConfigException.class,
        () ->
            new NormalizingFlow()
                .setInputCols("x0", "x1")
                .setFlow("auto")
                .setValidationShare(0)
                .fit(rows));
  }

  @Test
  void latentRowsGiveTheLogDensityOfTheBase() {
    Dataset<Row> rows = moons(2000, 1);
    NormalizingFlowModel model = numeric().setLatentCol("z").fit(rows);
    Row row = model.transform(rows).first();
    Vector latent = row.getAs("z");
    assertEquals(2, latent.size());
    assertTrue(Math.abs(latent.apply(0)) < 6);
    assertEquals(2000, model.summary().trainingRows());
    assertEquals(100, model.summary().totalIterations());
    assertEquals(1, model.summary().history().size());
  }

  @Test
  void validationRowsChooseTheParametersAndEndTheTraining() {
    Dataset<Row> rows = moons(3000, 1).withColumn("held", col("x0").gt(0.8).or(col("x1").lt(-0.3)));
    NormalizingFlowModel model =
        numeric()
            .setValidationIndicatorCol("held")
            .setValidationInterval(10)
            .setMaxIter(2000)
            .setPatience(2)
            .setTol(0.001)
            .fit(rows);
    NormalizingFlowSummary summary = model.summary();
    assertEquals(3000, summary.trainingRows() + summary.validationRows());
    assertEquals(rows.where("held").count(), summary.validationRows());
    assertTrue(summary.stoppedEarly());
    assertTrue(summary.totalIterations() < 2000);
    double[] curve = summary.validationNllHistory();
    assertEquals(java.util.Arrays.stream(curve).min().orElseThrow(), summary.validationNll(), 1e-4);
  }

  @Test
  void rowsOfWeightZeroDoNotCountAndHeavyOnesDo() {
    Dataset<Row> rows = moons(4000, 1).withColumn("w", when(col("x0").gt(0.5), 0).otherwise(3));
    NormalizingFlow flow = numeric().setMaxIter(300);
    NormalizingFlowModel weighted = flow.setWeightCol("w").fit(rows);
    NormalizingFlowModel left = numeric().setMaxIter(300).fit(rows.where("w > 0"));
    assertEquals(rows.where("w > 0").count(), weighted.summary().trainingRows());
    Dataset<Row> kept = rows.where("w > 0").drop("w");
    LogLikelihoodEvaluator evaluator = new LogLikelihoodEvaluator();
    assertEquals(
        evaluator.evaluate(left.transform(kept)),
        evaluator.evaluate(weighted.transform(kept)),
        0.05);
    Dataset<Row> one = moons(4000, 1).withColumn("w", when(col("x0").gt(0.5), 9).otherwise(1));
    NormalizingFlowModel right = numeric().setMaxIter(300).setWeightCol("w").fit(one);
    NormalizingFlowModel plain = numeric().setMaxIter(300).fit(one);
    Dataset<Row> heavy = one.where("w = 9");
    assertTrue(
        evaluator.evaluate(right.transform(heavy))
            > evaluator.evaluate(plain.transform(heavy)) + 0.2);
    assertTrue(
        new LogLikelihoodEvaluator().setWeightCol("w").evaluate(right.transform(one))
            > new LogLikelihoodEvaluator().setWeightCol("w").evaluate(plain.transform(one)));
  }

  @Test
  void contextsMakeTheDensityConditional() {
    Dataset<Row> rows = moons(3000, 1);
    NormalizingFlowModel model =
        small().setFlow("maf").setInputCols("x0").setContextCols("x1").setMaxIter(20).fit(rows);
    Dataset<Row> drawn = model.sample(rows.select("x1").limit(50), 2, 1);
    assertEquals(List.of("x0", "draw", "x1"), List.of(drawn.columns()));
    assertEquals(100, drawn.count());
    String message =
        assertThrows(ConfigException.class, () -> model.sample(session, 10, 1)).getMessage();
    assertTrue(message.contains("x1"), message);
  }

  @Test
  void textsAndNullsAreTakenAsTheyAre() {
    Dataset<Row> rows =
        moons(1500, 1)
            .withColumn("side", when(col("x0").gt(0.5), "right").otherwise("left"))
            .withColumn("x1", when(col("x1").gt(0), col("x1")));
    NormalizingFlowModel model =
        new NormalizingFlow()
            .setFlow("{\"type\": \"tabular\", \"hidden\": [16]}")
            .setInputCols("side", "x0", "x1")
            .setMaxIter(200)
            .setRegParam(0)
            .fit(rows);
    Dataset<Row> scored = model.transform(rows);
    assertEquals(0, scored.where(col(model.getLogDensityCol()).isNull()).count());
    Dataset<Row> drawn = model.sample(session, 1000, 1);
    assertEquals(0, drawn.where("side not in ('left', 'right')").count());
    double missing = rows.where("x1 is null").count() / 1500.0;
    assertEquals(missing, drawn.where("x1 is null").count() / 1000.0, 0.08);
    // Other flows take numbers alone.
    assertRefused("column side", () -> numeric().setInputCols("side", "x0").fit(rows));
  }

  @Test
  void drawsAreAFunctionOfTheSeed() {
    NormalizingFlowModel model = numeric().fit(moons(2000, 1));
    List<Row> drawn = model.sample(session, 100, 7).collectAsList();
    assertEquals(drawn, model.sample(session, 100, 7).collectAsList());
    assertEquals(List.of("x0", "x1"), List.of(model.sample(session, 1, 7).columns()));
  }

  @Test
  void invalidRowsFailAreSkippedOrKept() {
    Dataset<Row> rows =
        moons(100, 1).withColumn("x1", when(col("x0").gt(1), lit(null)).otherwise(col("x1")));
    long invalid = rows.where("x1 is null").count();
    assertTrue(invalid > 0);
    String message = assertThrows(ConfigException.class, () -> numeric().fit(rows)).getMessage();
    assertTrue(message.contains("x1"), message);
    NormalizingFlowModel model = numeric().setHandleInvalid("keep").setLatentCol("z").fit(rows);
    assertEquals(invalid, model.summary().skippedRows());
    Dataset<Row> kept = model.setThreshold(-3).transform(rows);
    assertEquals(100, kept.count());
    assertEquals(
        invalid, kept.where("logDensity is null and z is null and prediction is null").count());
    NormalizingFlowModel skipping = model.copy(ParamMap.empty()).setHandleInvalid("skip");
    assertEquals(100 - invalid, skipping.transform(rows).count());
    model.setHandleInvalid("error");
    SparkException error =
        assertThrows(SparkException.class, () -> model.transform(rows).collectAsList());
    assertTrue(error.getMessage().contains("x1"), error.getMessage());
  }

  @Test
  void badParametersAndColumnsAreRefusedBeforeAJob() {
    Dataset<Row> rows = moons(10, 1);
    assertRefused("flow", () -> numeric().setFlow("nfs").fit(rows));
    assertRefused("bins", () -> numeric().setFlow("{\"type\": \"nsf\", \"bin\": 8}").fit(rows));
    assertRefused("planar", () -> numeric().setInputCols("x0").fit(rows));
    assertRefused("x2", () -> small().setInputCols("x0", "x2").fit(rows));
    assertRefused("features", () -> small().fit(rows));
    assertRefused("inputCols", () -> numeric().setFeaturesCol("f").fit(rows));
    assertRefused("logDensity", () -> numeric().fit(rows.withColumn("logDensity", lit(1.0))));
    assertRefused("held", () -> numeric().setValidationIndicatorCol("held").fit(rows));
    assertRefused("boolean", () -> numeric().setValidationIndicatorCol("x0").fit(rows));
    assertRefused("w", () -> numeric().setWeightCol("w").fit(rows));
    assertRefused("w", () -> numeric().setWeightCol("w").transformSchema(rows.schema()));
    assertRefused("threshold", () -> numeric().setContamination(0.1).setThreshold(-1).fit(rows));
    assertRefused(
        "logdensity",
        () ->
            numeric().setLogDensityCol("logdensity").fit(rows.withColumn("LogDensity", lit(1.0))));
    assertThrows(IllegalArgumentException.class, () -> numeric().setMaxIter(0));
    assertThrows(IllegalArgumentException.class, () -> numeric().setContamination(0.5));
    assertThrows(IllegalArgumentException.class, () -> numeric().setHandleInvalid("drop"));
  }

  private static void assertRefused(String named, org.junit.jupiter.api.function.Executable fit) {
    String message = assertThrows(IllegalArgumentException.class, fit).getMessage();
    assertTrue(message.contains(named), message);
  }

  @Test
  void aFitGoesOnFromItsCheckpointsAndLeavesNone() throws IOException {
    Dataset<Row> rows = moons(2000, 1);
    float[] expected = numeric().fit(rows).model().parameters();
    String checkpoints = path("checkpoints");
    float[] found = numeric().setCheckpointDir(checkpoints).fit(rows).model().parameters();
    assertArrayEquals(expected, found);
    try (Stream<Path> left = Files.list(Path.of(checkpoints))) {
      assertEquals(0, left.filter(Files::isDirectory).count());
    }
  }

  @Test
  void integersAndDecimalsAreNumbersToo() {
    Dataset<Row> rows =
        moons(500, 1)
            .withColumn("x0", col("x0").multiply(100).cast(DataTypes.IntegerType))
            .withColumn("x1", col("x1").cast("decimal(10,4)"));
    NormalizingFlowModel model = numeric().setMaxIter(20).fit(rows);
    assertEquals(500, logDensities(model.transform(rows)).size());
  }
}
