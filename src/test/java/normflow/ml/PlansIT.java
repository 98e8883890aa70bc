package normflow.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import normflow.spark.shim.Scala;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A scored column on every way that Spark evaluates one, and what Spark's optimiser makes of it.
 */
class PlansIT extends MlSession {

  private static NormalizingFlowModel model;

  @BeforeAll
  static void fit() {
    model = small().setInputCols("x0", "x1").setMaxIter(20).fit(moons(1000, 1));
    // Spark's own rule set differs within whole-stage code from 100 fields on.
    for (int fields : new int[] {98, 100, 120, 300}) {
      List<String> columns = new ArrayList<>(List.of("id", "id % 3 as k", "x0", "x1"));
      IntStream.range(4, fields).forEach(i -> columns.add("id * %d as c%d".formatted(i, i)));
      moons(200, 2)
          .selectExpr("monotonically_increasing_id() as id", "x0", "x1")
          .selectExpr(columns.toArray(String[]::new))
          .write()
          .parquet(path("rows-" + fields));
    }
  }

  private static NormalizingFlowModel copy() {
    return model.copy(ParamMap.empty());
  }

  private static Dataset<Row> rows(int fields) {
    return session.read().parquet(path("rows-" + fields));
  }

  private static Map<Long, Double> byId(Dataset<Row> scored) {
    Map<Long, Double> densities = new HashMap<>();
    for (Row row : scored.select("id", "logDensity").collectAsList()) {
      densities.put(row.getLong(0), row.getDouble(1));
    }
    return densities;
  }

  private static <T> T with(Map<String, String> settings, Supplier<T> work) {
    settings.forEach(session.conf()::set);
    try {
      return work.get();
    } finally {
      settings.keySet().forEach(session.conf()::unset);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 120})
  void anyNumberOfColumns(int fields) {
    assertEquals(fields + 1, model.transform(rows(fields)).first().size());
    assertEquals(byId(model.transform(rows(98))), byId(model.transform(rows(fields))));
  }

  @Test
  void everyEvaluationGivesTheSameBits() throws Exception {
    int fields = 300;
    Dataset<Row> rows = rows(fields);
    Map<Long, Double> expected = byId(model.transform(rows(98)));
    assertEquals(200, expected.size());
    List<Map<String, String>> ways =
        List.of(
            Map.of(),
            Map.of("spark.sql.codegen.wholeStage", "false"),
            Map.of(
                "spark.sql.codegen.wholeStage",
                "false",
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN"),
            Map.of("spark.sql.adaptive.enabled", "false"),
            Map.of("spark.sql.ansi.enabled", "false"),
            Map.of("spark.sql.codegen.maxFields", "1000"));
    for (Map<String, String> way : ways) {
      assertEquals(fields + 1, with(way, () -> model.transform(rows).first().size()), "" + way);
      assertEquals(expected, with(way, () -> byId(model.transform(rows))), "" + way);
    }
    Dataset<Row> cached = model.transform(rows).cache();
    assertEquals(expected, byId(cached));
    cached.unpersist();
    model.transform(rows).write().mode("overwrite").parquet(path("written"));
    assertEquals(expected, byId(session.read().parquet(path("written"))));
    assertEquals(expected, byId(model.transform(rows.repartition(3))));
    double highest = expected.values().stream().mapToDouble(x -> x).max().orElseThrow();
    assertEquals(
        highest, model.transform(rows).groupBy().max("logDensity").first().<Double>getAs(0));
    assertEquals(expected, byId(streamed(rows)));
  }

  private static Dataset<Row> streamed(Dataset<Row> rows) throws Exception {
    StreamingQuery query =
        model
            .transform(session.readStream().schema(rows.schema()).parquet(path("rows-300")))
            .writeStream()
            .format("memory")
            .queryName("scored")
            .start();
    query.processAllAvailable();
    query.stop();
    return session.table("scored");
  }

  @Test
  void rowByRowIsTheSameToo() {
    Map<Long, Double> expected = byId(model.transform(rows(98)));
    Dataset<Row> scored = model.transform(rows(98));
    // In a condition that needs both sides, and in rows that the driver holds.
    Dataset<Row> others = rows(98).select(col("x1"), col("id").as("other"));
    Dataset<Row> both = rows(98).select("id", "x0").join(others, col("id").equalTo(col("other")));
    assertEquals(expected, byId(model.transform(both)));
    Dataset<Row> local =
        session.createDataFrame(
            rows(98).select("id", "x0", "x1").collectAsList(),
            rows(98).select("id", "x0", "x1").schema());
    assertEquals(expected, byId(model.transform(local)));
    // A session whose lists of rules were set anew.
    var rules = session.experimental().extraOptimizations();
    var strategies = session.experimental().extraStrategies();
    session.experimental().extraStrategies_$eq(Scala.sequence(List.<SparkStrategy>of()));
    try {
      assertFalse(optimized(scored.select("logDensity")).contains("FlowBlocks"));
      assertEquals(expected, byId(scored));
    } finally {
      session.experimental().extraStrategies_$eq(strategies);
      session.experimental().extraOptimizations_$eq(rules);
    }
  }

  @Test
  void sparkMovesFiltersBelowAndReadsWhatIsNeeded() {
    Dataset<Row> scored = model.transform(rows(120));
    Dataset<Row> few = scored.where("c5 > 20 and logDensity > -3").select("id", "logDensity");
    String plan = few.queryExecution().executedPlan().toString();
    assertTrue(plan.contains("GreaterThan(c5,20)"), plan);
    assertTrue(plan.contains("ReadSchema: struct<id:bigint,x0:double,x1:double,c5:bigint>"), plan);
    assertEquals(1, count(optimized(few), "FlowBlocks"), optimized(few));
    assertEquals(1, count(optimized(few), "flow_log_density\\("), optimized(few));
    Map<Long, Double> expected = byId(scored);
    byId(few).forEach((id, density) -> assertEquals(expected.get(id), density));

    Dataset<Row> none = scored.where("c5 > 20").select("id");
    assertFalse(optimized(none).contains("low"), optimized(none));
    assertTrue(
        none.queryExecution().executedPlan().toString().contains("ReadSchema: struct<id:bigint,c5"),
        none.queryExecution().executedPlan().toString());
    assertFalse(optimized(scored.groupBy().count()).contains("flow"));
  }

  @Test
  void aFlowIsEvaluatedOnceForAFilterAndWhatIsAboveIt() {
    NormalizingFlowModel all = copy().setLatentCol("z").setThreshold(-2).setHandleInvalid("skip");
    Dataset<Row> scored = all.transform(rows(98)).where("prediction = 0");
    String plan = optimized(scored);
    assertEquals(1, count(plan, "flow_log_density\\("), plan);
    assertEquals(1, count(plan, "flow_latent\\("), plan);
    String mean = optimized(scored.groupBy("k").avg("logDensity"));
    assertEquals(1, count(mean, "flow_log_density\\("), mean);
    assertEquals(0, count(mean, "flow_latent\\("), mean);
    assertTrue(scored.collectAsList().size() < 200);
  }

  @Test
  void partitionsStayAsTheyAre() {
    Dataset<Row> parted = model.transform(rows(98).repartition(4, col("k")));
    Dataset<Row> grouped = parted.groupBy("k").agg(Map.of("logDensity", "avg"));
    grouped.collect();
    String plan = grouped.queryExecution().executedPlan().toString();
    assertEquals(1, count(plan.split("== Initial Plan ==")[0], "Exchange hashpartitioning"), plan);
  }

  @Test
  void columnsOfTheSourceAreFound() {
    Dataset<Row> rows = rows(98);
    Dataset<Row> scored = model.transform(rows);
    assertEquals(200, scored.select(rows.col("id"), col("logDensity")).count());
    assertTrue(scored.select("_metadata.file_name").first().getString(0).endsWith(".parquet"));
    assertEquals(200, scored.join(rows, scored.col("id").equalTo(rows.col("id"))).count());
  }

  @Test
  void theSamePlanIsFoundInTheCache() {
    Dataset<Row> cached = model.transform(rows(98)).cache();
    cached.count();
    Dataset<Row> again = model.transform(rows(98)).select("logDensity");
    assertTrue(again.queryExecution().executedPlan().toString().contains("InMemoryTableScan"));
    cached.unpersist();
  }

  @Test
  void widePipelinesAndThresholds() {
    String[] inputs = IntStream.range(4, 120).mapToObj(i -> "c" + i).toArray(String[]::new);
    PipelineModel fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(inputs).setOutputCol("wide"),
                  small().setInputCols("x0", "x1").setMaxIter(5).setContamination(0.1)
                })
            .fit(rows(120));
    assertEquals(200, fitted.transform(rows(120)).where("prediction is not null").count());
  }

  private static final AtomicInteger READ = new AtomicInteger();

  @Test
  void fewLargeRowsAreHeldAtATime() {
    UDF1<Long, byte[]> blob =
        id -> {
          READ.incrementAndGet();
          return new byte[100_000];
        };
    Dataset<Row> rows =
        rows(98)
            .crossJoin(session.range(10).toDF("copy"))
            .coalesce(1)
            .withColumn("blob", udf(blob, DataTypes.BinaryType).apply(col("id")));
    model.transform(rows).take(1);
    assertTrue(READ.get() < 400, READ + " rows of 100 kB were read for the first one");
  }

  private static String optimized(Dataset<Row> rows) {
    return rows.queryExecution().optimizedPlan().toString();
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
