package normflow.ml;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import normflow.codec.ConfigException;
import org.apache.spark.SparkException;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What columns of all types come to, from the fit to the scores. */
class InputColumnsIT extends MlSession {

  private static NormalizingFlow tiny() {
    return new NormalizingFlow()
        .setFlow("{\"type\": \"realnvp\", \"couplings\": 2, \"hidden\": [4]}")
        .setMaxIter(5);
  }

  /** Fits and scores. */
  private static List<Double> scores(NormalizingFlow flow, Dataset<Row> rows) {
    return logDensities(flow.fit(rows).transform(rows));
  }

  @Test
  void numbersAreTheSameHoweverTheyAreHeld() {
    Dataset<Row> rows =
        moons(300, 1)
            .selectExpr(
                "cast(x0 as float) as x0",
                "cast(x1 as float) as x1",
                "named_struct('Lon', cast(x0 as float), 'lat', cast(x1 as float)) as place",
                "array(cast(x0 as float), cast(x1 as float)) as floats",
                "array(cast(cast(x0 as float) as double), cast(x1 as float)) as doubles")
            .cache();
    List<Double> expected = scores(tiny().setInputCols("x0", "x1"), rows);
    assertEquals(expected, scores(tiny().setInputCols("X0", "x1"), rows));
    assertEquals(expected, scores(tiny().setInputCols("place.Lon", "Place.lat"), rows));
    assertEquals(expected, scores(tiny().setFeaturesCol("floats"), rows));
    assertEquals(expected, scores(tiny().setFeaturesCol("doubles"), rows));
    NormalizingFlowModel model = tiny().setFeaturesCol("doubles").fit(rows);
    Dataset<Row> odd = rows.selectExpr("array(x0, if(x0 > 0, null, x1)) as doubles");
    long good = rows.where("not x0 > 0").count();
    assertEquals(
        good, model.copy(ParamMap.empty()).setHandleInvalid("skip").transform(odd).count());
    Dataset<Row> longer = rows.selectExpr("array(x0, x1, x1) as doubles");
    String message =
        assertThrows(SparkException.class, () -> model.transform(longer).collect()).getMessage();
    assertTrue(message.contains("an array of 3 elements where 2 are due"), message);
    rows.unpersist();
  }

  @Test
  void oneHotAndAssembledVectorsAreContexts() {
    Dataset<Row> rows =
        moons(400, 1)
            .selectExpr(
                "x0", "x1", "cast(x1 > 0 as int) + cast(x1 > 0.5 as int) as kind", "x0 + x1 as y")
            .repartition(2)
            .cache();
    Dataset<Row> hot =
        new OneHotEncoder().setInputCol("kind").setOutputCol("hot").fit(rows).transform(rows);
    Dataset<Row> all =
        new VectorAssembler()
            .setInputCols(new String[] {"kind", "y"})
            .setOutputCol("dense")
            .transform(hot)
            .selectExpr("*", "cast(kind = 0 as int) as h0", "cast(kind = 1 as int) as h1");
    List<Double> expected =
        scores(tiny().setInputCols("x0", "x1").setContextCols("h0", "h1", "kind", "y"), all);
    assertEquals(
        expected, scores(tiny().setInputCols("x0", "x1").setContextCols("hot", "dense"), all));
    NormalizingFlowModel model = tiny().setInputCols("x0", "x1").setContextCols("hot").fit(all);
    assertEquals(List.of("hot_0", "hot_1"), model.model().contextColumns());
    assertEquals(400, model.sample(all.select("hot"), 1, 1).count());
    // Without metadata, the flow's own width.
    Dataset<Row> bare =
        all.select(
            col("x0"),
            col("x1"),
            col("hot").as("hot", org.apache.spark.sql.types.Metadata.empty()));
    assertEquals(logDensities(model.transform(all)), logDensities(model.transform(bare)));
    rows.unpersist();
  }

  @Test
  void aColumnHasOnePlace() {
    Dataset<Row> rows = moons(10, 1);
    for (NormalizingFlow flow :
        List.of(
            tiny().setInputCols("x0", "X0"),
            tiny().setInputCols("x0", "x1").setContextCols("x1"))) {
      assertThrows(ConfigException.class, () -> flow.transformSchema(rows.schema()));
      assertThrows(ConfigException.class, () -> flow.fit(rows));
    }
  }
}
