package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The estimator among Spark's own stages. */
class PipelineIT extends MlSession {

  private static Pipeline pipeline() {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"x0", "x1"}).setOutputCol("raw");
    StandardScaler scaler =
        new StandardScaler().setInputCol("raw").setOutputCol("features").setWithMean(true);
    NormalizingFlow flow = small().setLatentCol("latent").setContamination(0.1);
    return new Pipeline().setStages(new PipelineStage[] {assembler, scaler, flow});
  }

  @Test
  void isFittedSavedLoadedAndScoresIdentically() throws IOException {
    Dataset<Row> rows = moons(4000, 1);
    PipelineModel fitted = pipeline().fit(rows);
    List<Row> scored = fitted.transform(rows).collectAsList();
    String path = path("pipeline");
    fitted.write().save(path);
    PipelineModel loaded = PipelineModel.load(path);
    assertEquals(scored, loaded.transform(rows).collectAsList());
    List<String> names = List.of(scored.get(0).schema().fieldNames());
    assertEquals(
        List.of("x0", "x1", "raw", "features", "logDensity", "latent", "prediction"), names);
    double share = scored.stream().mapToDouble(row -> row.getDouble(6)).average().orElseThrow();
    assertEquals(0.1, share, 0.005);
    assertThrows(IOException.class, () -> fitted.write().save(path));
    NormalizingFlowModel model = (NormalizingFlowModel) loaded.stages()[2];
    assertFalse(model.hasSummary());
    assertTrue(((NormalizingFlowModel) fitted.stages()[2]).summary().seconds() > 0);
    assertArrayEquals(
        ((NormalizingFlowModel) fitted.stages()[2]).model().parameters(),
        model.model().parameters());
  }
}
