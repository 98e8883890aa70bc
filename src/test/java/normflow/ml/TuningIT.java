package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import normflow.spark.shim.Scala;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Spark's own model selection over flows. */
class TuningIT extends MlSession {

  /** A flow that can follow two moons, and one that is an affine map: a Gaussian. */
  private static final String GAUSSIAN =
      "{\"type\": \"custom\", \"layers\": [{\"type\": \"lu-linear\"}]}";

  @Test
  void crossValidationPicksTheBetterFlowAndStepSize() {
    Dataset<Row> rows = moons(3000, 1);
    NormalizingFlow flow = small().setInputCols("x0", "x1").setMaxIter(150);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(flow.flow(), Scala.sequence(List.of(GAUSSIAN, SMALL)))
            .addGrid(flow.stepSize(), new double[] {1e-5, 5e-3})
            .build();
    CrossValidatorModel selected =
        new CrossValidator()
            .setEstimator(flow)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new LogLikelihoodEvaluator())
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1)
            .fit(rows);
    double[] metrics = selected.avgMetrics();
    int best = 0;
    for (int i = 1; i < metrics.length; i++) {
      best = metrics[i] > metrics[best] ? i : best;
    }
    assertEquals(SMALL, grid[best].apply(flow.flow()), Arrays.toString(metrics));
    assertEquals(5e-3, grid[best].apply(flow.stepSize()), Arrays.toString(metrics));
    NormalizingFlowModel model = (NormalizingFlowModel) selected.bestModel();
    assertTrue(model.model().flow().layers().size() > 1);
    double likelihood = new LogLikelihoodEvaluator().evaluate(selected.transform(rows));
    assertTrue(likelihood > metrics[0], likelihood + " " + Arrays.toString(metrics));
  }

  @Test
  void aSplitSelectsWithinAPipeline() {
    Dataset<Row> rows = moons(3000, 1);
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"x0", "x1"}).setOutputCol("features");
    NormalizingFlow flow = small();
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, flow});
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(flow.stepSize(), new double[] {1e-6, 5e-3}).build();
    TrainValidationSplitModel selected =
        new TrainValidationSplit()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new LogLikelihoodEvaluator())
            .setSeed(1)
            .fit(rows);
    assertTrue(
        selected.validationMetrics()[1] > selected.validationMetrics()[0] + 0.1,
        Arrays.toString(selected.validationMetrics()));
  }
}
