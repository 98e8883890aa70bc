package normflow.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.cli.Commands;
import normflow.codec.ConfigException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a model says of rows beside their log-density, and how {@code score} says the same. */
class RowScoresIT extends MlSession {

  private static NormalizingFlowModel pair;
  private static NormalizingFlowModel given;

  @BeforeAll
  static void fit() {
    moons(300, 2)
        .selectExpr("monotonically_increasing_id() as id", "x0", "x1", "x0 as y", "x1 as c")
        .write()
        .parquet(path("rows"));
    pair =
        small()
            .setInputCols("x0", "x1")
            .setMaxIter(20)
            .setRankCol("r")
            .setContributionsCol("why")
            .fit(rows());
    given =
        new NormalizingFlow()
            .setFlow("{\"type\": \"regression\", \"hidden\": [8]}")
            .setInputCols("y")
            .setContextCols("c")
            .setMaxIter(20)
            .setQuantiles(List.of(0.05, 0.5, 0.975))
            .setQuantilesCol("q")
            .setMeanCol("mean")
            .setStdCol("sd")
            .fit(rows());
  }

  private static Dataset<Row> rows() {
    return session.read().parquet(path("rows"));
  }

  private static List<Row> byId(Dataset<Row> rows) {
    return rows.orderBy("id").collectAsList();
  }

  /** What {@code score} makes of the rows by a saved model. */
  private static List<Row> commanded(NormalizingFlowModel model, String name, String... options)
      throws IOException {
    model.write().overwrite().save(path(name));
    String[] fixed = {
      "score", "--model", path(name), "--data", path("rows"), "--output", path(name + "-scored")
    };
    Commands.ok(Stream.of(fixed, options).flatMap(Arrays::stream).toArray(String[]::new));
    return byId(session.read().parquet(path(name + "-scored")));
  }

  @Test
  void ranksAndContributionsAreThoseOfTheCommandToTheBit() throws IOException {
    List<Row> commanded = commanded(pair, "pair", "--rank", "--contributions");
    List<Row> scored = byId(pair.transform(rows()));
    assertEquals(300, scored.size());
    for (int i = 0; i < scored.size(); i++) {
      Row row = scored.get(i);
      Row other = commanded.get(i);
      Vector why = row.getAs("why");
      assertEquals(other.<Double>getAs("rank"), row.<Double>getAs("r"));
      assertArrayEquals(
          new double[] {other.getAs("x0_contribution"), other.getAs("x1_contribution")},
          why.toArray());
      double density = row.getAs("logDensity");
      assertEquals(other.<Double>getAs("log_density"), density);
      assertEquals(density, why.apply(0) + why.apply(1), 1e-3);
    }
    assertTrue(scored.stream().map(row -> row.getAs("r")).distinct().count() > 200);
    for (Row row : pair.copy(ParamMap.empty()).setRankDraws(10).transform(rows()).collectAsList()) {
      double steps = 20 * row.<Double>getAs("r");
      assertEquals(Math.rint(steps), steps, 1e-9);
    }
    AttributeGroup names =
        AttributeGroup.fromStructField(pair.transform(rows()).schema().apply("why"));
    assertEquals(1, names.indexOf("x1"));
  }

  @Test
  void quantilesAndMomentsAreThoseOfTheCommandToTheBit() throws IOException {
    List<Row> commanded = commanded(given, "given", "--moments", "--quantiles", "0.05,0.5,0.975");
    List<Row> scored = byId(given.transform(rows()));
    assertEquals(300, scored.size());
    for (int i = 0; i < scored.size(); i++) {
      Row row = scored.get(i);
      Row other = commanded.get(i);
      assertEquals(other.<Double>getAs("y_mean"), row.<Double>getAs("mean"));
      assertEquals(other.<Double>getAs("y_sd"), row.<Double>getAs("sd"));
      assertArrayEquals(
          new double[] {other.getAs("y_q5"), other.getAs("y_q50"), other.getAs("y_q97_5")},
          row.<Vector>getAs("q").toArray());
    }
    assertTrue(scored.stream().map(row -> row.getAs("mean")).distinct().count() > 200);
  }

  /** Each of the columns can be had alone. */
  @Test
  void aColumnToBePredictedNeedNotBeThere() {
    Dataset<Row> later = rows().drop("y");
    Dataset<Row> predicted = given.transform(later);
    assertEquals(
        predicted.schema().simpleString(), given.transformSchema(later.schema()).simpleString());
    assertEquals(List.of("id", "x0", "x1", "c", "mean", "sd", "q"), List.of(predicted.columns()));
    assertEquals(byId(given.transform(rows()).drop("y", "logDensity")), byId(predicted));
    NormalizingFlowModel alone = given.copy(ParamMap.empty()).setMeanCol("").setQuantilesCol("");
    alone.setQuantiles();
    assertEquals(
        byId(given.transform(later).select("id", "sd")),
        byId(alone.transform(later).select("id", "sd")));
    String message =
        assertThrows(
                ConfigException.class,
                () -> given.copy(ParamMap.empty()).setThreshold(-3).transform(later))
            .getMessage();
    assertTrue(message.contains("column y is not in the dataset") && message.contains("threshold"));
    // Without a question that it could answer, the column is missing.
    NormalizingFlowModel silent = alone.copy(ParamMap.empty()).setStdCol("");
    assertThrows(ConfigException.class, () -> silent.transform(later));
  }

  @Test
  void rowsWithoutADensityHaveNoneOfAllThat() {
    Dataset<Row> odd =
        rows()
            .withColumn("x0", when(col("id").notEqual(0), col("x0")))
            .withColumn("c", when(col("id").notEqual(0), col("c")));
    for (NormalizingFlowModel model : List.of(pair, given)) {
      NormalizingFlowModel keeping = model.copy(ParamMap.empty()).setHandleInvalid("keep");
      List<Row> kept = byId(keeping.transform(odd));
      for (int i = odd.columns().length; i < kept.get(0).size(); i++) {
        assertTrue(kept.get(0).isNullAt(i) && !kept.get(1).isNullAt(i), kept.get(0).toString());
      }
      assertEquals(kept.subList(1, 300), byId(keeping.setHandleInvalid("skip").transform(odd)));
    }
  }

  @Test
  void aStreamGetsTheSame() throws Exception {
    for (NormalizingFlowModel model : List.of(pair, given)) {
      Dataset<Row> stream = session.readStream().schema(rows().schema()).parquet(path("rows"));
      StreamingQuery query =
          model.transform(stream).writeStream().format("memory").queryName("scored").start();
      query.processAllAvailable();
      query.stop();
      assertEquals(byId(model.transform(rows())), byId(session.table("scored")));
    }
  }

  @Test
  void theyAreSavedAndFoundInTheCache() throws Exception {
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {pair, given.copy(ParamMap.empty()).setLogDensityCol("d")})
            .fit(rows());
    pipeline.write().save(path("pipeline"));
    PipelineModel loaded = PipelineModel.load(path("pipeline"));
    assertEquals(byId(pipeline.transform(rows())), byId(loaded.transform(rows())));
    Dataset<Row> cached = pipeline.transform(rows()).cache();
    cached.count();
    String again = pipeline.transform(rows()).queryExecution().executedPlan().toString();
    assertTrue(again.contains("InMemoryTableScan"), again);
    cached.unpersist();
    // In vectors a column is not alone before there is a table.
    NormalizingFlow one = small().setFeaturesCol("v").setContributionsCol("why");
    String message =
        assertThrows(ConfigException.class, () -> one.fit(rows().selectExpr("array(x0) as v")))
            .getMessage();
    assertTrue(message.contains("v_0: all of the log-density is its"), message);
  }

  /** What the flow takes a column as, by its indexer or as stated. */
  @Test
  void indexedAndStatedColumnsAreCategories() {
    Dataset<Row> rows =
        rows()
            .selectExpr(
                "id",
                "concat('k', pmod(id, 60)) as kind",
                "cast(50 * x0 as int) as zip",
                "x0",
                "x1");
    NormalizingFlow tabular =
        new NormalizingFlow()
            .setFlow("{\"type\": \"tabular\", \"hidden\": [8]}")
            .setInputCols("code", "zip", "x1", "bin")
            .setColumnTypes(Map.of("zip", "categorical"))
            .setValidationShare(0)
            .setRegParam(0)
            .setMaxIter(5);
    PipelineModel fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("kind").setOutputCol("code"),
                  new Bucketizer()
                      .setInputCol("x0")
                      .setOutputCol("bin")
                      .setSplits(
                          IntStream.rangeClosed(-20, 40).mapToDouble(i -> i / 15.0).toArray()),
                  tabular
                })
            .fit(rows);
    NormalizingFlowModel model = (NormalizingFlowModel) fitted.stages()[2];
    // Too many for all of them to be common by themselves.
    assertEquals(60, model.model().standardization().type(0).atoms().size());
    assertEquals(
        rows.select("zip").distinct().count(),
        model.model().standardization().type(1).atoms().size());
    assertEquals(0, model.model().standardization().type(2).atoms().size());
    Dataset<Row> indexed = fitted.stages()[1].transform(fitted.stages()[0].transform(rows));
    assertEquals(
        indexed.select("bin").distinct().count(),
        model.model().standardization().type(3).atoms().size());
    Dataset<Row> texts =
        new IndexToString()
            .setInputCol("code")
            .setOutputCol("kind")
            .setLabels(((StringIndexerModel) fitted.stages()[0]).labelsArray()[0])
            .transform(model.sample(session, 100, 1));
    assertEquals(100, texts.where("kind like 'k%'").count());
    NormalizingFlowModel numbers =
        tabular
            .copy(ParamMap.empty())
            .setColumnTypes(Map.of("code", "continuous", "zip", "integer"))
            .fit(indexed);
    assertEquals(Collections.emptyList(), numbers.model().standardization().type(0).atoms());
    assertEquals(300, model.setRankCol("r").transform(indexed).where("r >= 0").count());
    String message =
        assertThrows(
                ConfigException.class,
                () ->
                    tabular
                        .copy(ParamMap.empty())
                        .setColumnTypes(Map.of("x1", "integer"))
                        .fit(indexed))
            .getMessage();
    assertTrue(message.contains("column x1 is stated as integer"), message);
  }
}
