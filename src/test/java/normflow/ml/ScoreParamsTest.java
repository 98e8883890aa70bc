package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import normflow.spark.JavaBytes;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is asked for beside the log-density, and refused before there is a table. */
class ScoreParamsTest {

  private static final StructType TABLE =
      new StructType()
          .add("x0", "double")
          .add("x1", "double")
          .add("c", "double")
          .add("v", SQLDataTypes.VectorType());

  private static NormalizingFlow pair() {
    return new NormalizingFlow().setInputCols("x0", "x1");
  }

  private static NormalizingFlow given() {
    return new NormalizingFlow().setInputCols("x0").setContextCols("c");
  }

  private static void assertRefused(String expected, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static void assertSchemaRefused(String expected, NormalizingFlow flow) {
    assertRefused(expected, () -> flow.transformSchema(TABLE));
  }

  @Test
  void nothingIsAddedUnlessItIsNamed() {
    assertEquals(TABLE.add("logDensity", "double"), pair().setRankDraws(7).transformSchema(TABLE));
    assertEquals(20_000, pair().getRankDraws());
  }

  @Test
  void namedColumnsAreAddedInOneOrder() {
    StructType added =
        pair().setRankCol("r").setContributionsCol("why").setThreshold(-1).transformSchema(TABLE);
    assertEquals(
        TABLE
            .add("logDensity", "double")
            .add("prediction", "double")
            .add("why", SQLDataTypes.VectorType())
            .add("r", "double"),
        added);
    StructType expected =
        given()
            .setQuantiles(0.05, 0.95)
            .setQuantilesCol("q")
            .setMeanCol("mean")
            .setStdCol("sd")
            .transformSchema(TABLE);
    assertEquals(
        TABLE
            .add("logDensity", "double")
            .add("mean", "double")
            .add("sd", "double")
            .add("q", SQLDataTypes.VectorType()),
        expected);
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    assertSchemaRefused("column c is in the dataset already", pair().setRankCol("c"));
    assertSchemaRefused(
        "column r is in the dataset", pair().setRankCol("r").setContributionsCol("r"));
    assertSchemaRefused("logDensityCol is empty", pair().setLogDensityCol(""));
  }

  @Test
  void whatAFlowCannotSayIsRefused() {
    assertSchemaRefused("conditioned on c: ranks are of", given().setRankCol("r"));
    assertSchemaRefused("one column, x0", given().setContributionsCol("why"));
    for (NormalizingFlow flow :
        List.of(pair(), pair().setContextCols("c"), new NormalizingFlow().setInputCols("x0"))) {
      assertSchemaRefused("one column given others", flow.setMeanCol("mean"));
    }
    // How many columns a vector has is not known yet.
    new NormalizingFlow().setFeaturesCol("v").setContributionsCol("why").transformSchema(TABLE);
  }

  @Test
  void quantilesHaveProbabilitiesAndAColumn() {
    assertRefused("quantile 1.0: must be between", () -> given().setQuantiles(0.5, 1));
    assertRefused("quantile 0.0: must be between", () -> given().setQuantiles(List.of(0, 0.5)));
    assertRefused("rankDraws", () -> pair().setRankDraws(0));
    assertSchemaRefused("quantilesCol = q: set quantiles", given().setQuantilesCol("q"));
    assertSchemaRefused("quantiles = [0.5]: name their column", given().setQuantiles(0.5));
    assertArrayEquals(
        new double[] {0.05, 0.5}, given().setQuantiles(List.of(0.05, 0.5)).getQuantiles());
  }

  /** A later version may know parameters that a saved stage does not have. */
  @Test
  void everyParameterHasADefaultOrFollowsFromTheTable() {
    NormalizingFlow flow = new NormalizingFlow();
    List<String> open =
        Stream.of(flow.params())
            .filter(param -> !flow.hasDefault(param))
            .map(param -> param.name())
            .toList();
    assertEquals(
        List.of(
            "averageSteps",
            "batchSize",
            "inputCols",
            "maxIter",
            "patience",
            "regParam",
            "stepSize",
            "threshold",
            "validationInterval"),
        open);
  }

  @Test
  void validatorsGoWithTheStage() {
    NormalizingFlow flow =
        given().setQuantiles(0.5).setColumnTypes(Map.of("x0", "continuous")).setQuantilesCol("q");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaBytes.write(flow, bytes);
    NormalizingFlow read = JavaBytes.read(new ByteArrayInputStream(bytes.toByteArray()));
    assertEquals(flow.transformSchema(TABLE), read.transformSchema(TABLE));
    assertRefused("quantile 7.0", () -> read.setQuantiles(7));
    assertRefused("such as visits=integer", () -> read.set(read.columnTypes(), new String[] {"x"}));
  }
}
