package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Tables whose second reading is not the first; rows that have no density that floats can hold. */
class OtherReadingIT extends MlSession {

  private static final StructType SCHEMA = new StructType().add("x0", "double").add("x1", "double");

  /** Other rows at each reading, as of a view with rand() on a source that draws anew. */
  private static Dataset<Row> drawnAnew() {
    List<Integer> numbers = IntStream.range(0, 300).boxed().toList();
    return session.createDataFrame(
        new JavaSparkContext(session.sparkContext())
            .parallelize(numbers, 2)
            .map(
                i ->
                    RowFactory.create(
                        ThreadLocalRandom.current().nextDouble(),
                        ThreadLocalRandom.current().nextDouble())),
        SCHEMA);
  }

  @Test
  void aFitOnRowsThatChangeBetweenItsPassesStops() {
    NormalizingFlow flow = small().setInputCols("x0", "x1").setMaxIter(3);
    String message = message(assertThrows(Exception.class, () -> flow.fit(drawnAnew())));
    assertTrue(message.contains("the table is not what it was when it was first read"), message);
    assertTrue(message.contains("persist it"), message);
    // The cure that it names.
    Dataset<Row> held = drawnAnew().persist();
    assertEquals(300, flow.fit(held).summary().trainingRows());
    held.unpersist();
  }

  private static String message(Throwable error) {
    return normflow.spark.FailureCause.message(error);
  }

  /** A shuffle may hand out its rows in another order, and AQE in other partitions. */
  @Test
  void shuffledRowsAreReadOnce() {
    Dataset<Row> shuffled =
        moons(600, 1)
            .groupBy("x0", "x1")
            .agg(functions.lit(1).as("one"))
            .where("x0 < 0.5 or one = 1");
    NormalizingFlow flow = small().setInputCols("x0", "x1").setMaxIter(3);
    assertEquals(600, flow.fit(shuffled).summary().trainingRows());
  }

  @Test
  void farRowsSpoilNeitherThresholdNorEvaluator() {
    Dataset<Row> far =
        moons(500, 1)
            .union(
                session.createDataFrame(
                    List.of(RowFactory.create(1e39, 0.0), RowFactory.create(0.0, Double.MAX_VALUE)),
                    SCHEMA));
    NormalizingFlow flow = small().setInputCols("x0", "x1").setMaxIter(20).setContamination(0.01);
    String message = assertThrows(IllegalArgumentException.class, () -> flow.fit(far)).getMessage();
    assertTrue(message.contains("column x0: 1.0E39 is more than"), message);
    assertTrue(message.contains("(2 such rows in all)"), message);
    NormalizingFlowModel model = flow.setHandleInvalid("skip").fit(far);
    assertEquals(2, model.summary().skippedRows());
    assertTrue(Double.isFinite(model.getThreshold()), "" + model.getThreshold());
    Dataset<Row> scored =
        model
            .transform(far)
            .withColumn("weight", functions.expr("if(logDensity > -1e300, 1.0, 0.0)"));
    assertEquals(2, scored.where("logDensity = double('-infinity') and prediction = 1").count());
    LogLikelihoodEvaluator evaluator = new LogLikelihoodEvaluator();
    assertEquals(Double.NEGATIVE_INFINITY, evaluator.evaluate(scored));
    double weighted = evaluator.setWeightCol("weight").evaluate(scored);
    assertEquals(new LogLikelihoodEvaluator().evaluate(scored.where("weight = 1")), weighted, 1e-9);
  }
}
