"""The stages of normflow.ml in a session of PySpark: python3 -m unittest src/test/python/test_ml.py

Needs src/main/python on PYTHONPATH, PySpark, and a jar in NORMFLOW_JAR; skipped without.
"""

import importlib.util
import math
import os
import tempfile
import unittest

GOLDEN = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../resources/normflow/golden/0.1.0/ended/ml"
)
MISSING = (
    "pyspark is not here"
    if importlib.util.find_spec("pyspark") is None
    else None
    if os.environ.get("NORMFLOW_JAR")
    else "NORMFLOW_JAR does not name a jar"
)

if not MISSING:
    import numpy as np
    from pyspark.ml import Pipeline, PipelineModel
    from pyspark.ml.feature import VectorAssembler
    from pyspark.ml.tuning import (
        CrossValidator,
        CrossValidatorModel,
        ParamGridBuilder,
        TrainValidationSplit,
    )
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F
    from pyspark.sql.utils import IllegalArgumentException

    import normflow
    from normflow.ml import LogLikelihoodEvaluator, NormalizingFlow, NormalizingFlowModel

SMALL = '{"type": "nsf", "transforms": 1, "hidden": [8], "bins": 4}'


@unittest.skipIf(MISSING, MISSING)
class StagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        cls.spark = normflow.configure(
            builder.config("spark.sql.shuffle.partitions", "2")
        ).getOrCreate()
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.rows = cls.spark.range(400).select(
            "id", F.randn(1).alias("x0"), (3 * F.randn(2) + 5).alias("x1"), F.lit(1.0).alias("same")
        ).cache()
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    @staticmethod
    def small(**params):
        return NormalizingFlow(inputCols=["x0", "x1"], flow=SMALL, maxIter=20, **params)

    @staticmethod
    def densities(model, rows):
        return [row.logDensity for row in model.transform(rows).orderBy("id").collect()]

    def test_a_model_has_the_parameters_of_the_fit(self):
        model = self.small(contamination=0.05, rankCol="rank", contributionsCol="why").fit(self.rows)
        self.assertEqual(model.getInputCols(), ["x0", "x1"])
        self.assertEqual(model.getRankDraws(), 20_000)
        self.assertEqual(model.numFeatures, 2)
        rows = model.transform(self.rows).collect()
        threshold = model.getThreshold()
        self.assertEqual(
            [row.prediction for row in rows], [float(row.logDensity < threshold) for row in rows]
        )
        self.assertAlmostEqual(sum(row.prediction for row in rows) / len(rows), 0.05, delta=0.01)
        for row in rows:
            self.assertTrue(0 <= row.rank <= 1)
            self.assertAlmostEqual(sum(row.why), row.logDensity, places=3)
        model.setThreshold(math.inf).setLogDensityCol("log_p")
        self.assertEqual({row.prediction for row in model.transform(self.rows).collect()}, {1.0})
        model.clear(model.threshold)
        self.assertNotIn("prediction", model.transform(self.rows).columns)
        self.assertIn("log_p", model.transform(self.rows).columns)

    def test_quantiles_and_moments_given_a_context(self):
        model = NormalizingFlow(
            flow='{"type": "regression", "hidden": [8]}',
            inputCols=["x1"],
            contextCols=["x0"],
            maxIter=20,
            quantiles=[0.05, 0.95],
            quantilesCol="q",
            meanCol="mean",
            stdCol="sd",
        ).fit(self.rows)
        self.assertEqual(model.getQuantiles(), [0.05, 0.95])
        for row in model.transform(self.rows.drop("x1")).collect():
            self.assertTrue(row.q[0] < row["mean"] < row.q[1] and row.sd > 0)
        drawn = model.sampleGiven(self.rows.select("x0").limit(3), 2, 7)
        self.assertEqual(drawn.count(), 6)
        self.assertEqual(set(drawn.columns), {"x1", "x0", "draw"})

    def test_a_constant_context_stays_left_out(self):
        model = self.small(contextCols=["id", "same"]).fit(self.rows)
        self.assertEqual(model.getContextCols(), ["id"])
        self.assertTrue(np.isfinite(self.densities(model, self.rows)).all())

    def test_types_of_columns(self):
        rows = self.rows.withColumn("visits", F.col("id") % 5)
        flow = NormalizingFlow(
            flow="tabular", inputCols=["visits", "x0"], columnTypes={"visits": "integer"}, maxIter=5
        )
        self.assertEqual(flow.getColumnTypes(), {"visits": "integer"})
        drawn = flow.fit(rows).sample(50, 3).collect()
        self.assertTrue({row.visits for row in drawn} <= {0, 1, 2, 3, 4})
        with self.assertRaisesRegex(IllegalArgumentException, "columnTypes.height"):
            flow.setColumnTypes({"height": "positive"}).fit(rows)

    def test_saved_and_loaded(self):
        flow = self.small(seed=1 << 40, quantiles=[0.5], columnTypes={"x0": "auto"})
        flow.save(self.path("flow"))
        loaded = NormalizingFlow.load(self.path("flow"))
        self.assertEqual(loaded.uid, flow.uid)
        self.assertEqual(
            {param.name: value for param, value in loaded.extractParamMap().items()},
            {param.name: value for param, value in flow.extractParamMap().items()},
        )
        model = self.small(rankDraws=100).fit(self.rows)
        self.assertTrue(model.hasSummary)
        self.assertEqual(model.summary.trainingRows + model.summary.validationRows, 400)
        self.assertEqual(model.summary.history[-1].iteration, model.summary.totalIterations)
        model.write().overwrite().save(self.path("model"))
        again = NormalizingFlowModel.load(self.path("model"))
        self.assertEqual(again.getRankDraws(), 100)
        self.assertEqual(self.densities(again, self.rows), self.densities(model, self.rows))
        with self.assertRaisesRegex(RuntimeError, "only a fit has a summary"):
            again.summary
        x = np.array([[row.x0, row.x1] for row in self.rows.orderBy("id").collect()])
        np.testing.assert_allclose(
            normflow.load(self.path("model")).log_prob(x), self.densities(model, self.rows), atol=1e-4
        )
        evaluator = LogLikelihoodEvaluator(logDensityCol="log_p", weightCol="same")
        evaluator.save(self.path("evaluator"))
        evaluator = LogLikelihoodEvaluator.load(self.path("evaluator"))
        self.assertEqual((evaluator.getLogDensityCol(), evaluator.getWeightCol()), ("log_p", "same"))

    def test_an_earlier_version_keeps_its_defaults(self):
        flow = NormalizingFlow.load(os.path.join(GOLDEN, "estimator"))
        self.assertEqual((flow.getMaxIter(), flow.getPatience(), flow.getStepSize()), (20, 10, 0.003))
        model = NormalizingFlowModel.load(os.path.join(GOLDEN, "model"))
        self.assertEqual(model.getContextCols(), ["c"])
        self.assertEqual(model.getThreshold(), -3.206538891765622)

    def test_draws_follow_the_seed(self):
        model = self.small().fit(self.rows)
        first, same, other = (model.sample(5, seed).collect() for seed in (7, 7, 8))
        self.assertEqual(first, same)
        self.assertNotEqual(first, other)
        vectors = NormalizingFlow(flow=SMALL, maxIter=5).fit(self.assembled())
        self.assertEqual(vectors.setFeaturesCol("v").sample(1, 1).columns, ["v"])

    def assembled(self):
        return VectorAssembler(inputCols=["x0", "x1"], outputCol="features").transform(self.rows)

    def test_pipeline(self):
        assembler = VectorAssembler(inputCols=["x0", "x1"], outputCol="features")
        pipeline = Pipeline(stages=[assembler, NormalizingFlow(flow=SMALL, maxIter=20)])
        pipeline.save(self.path("pipeline"))
        model = Pipeline.load(self.path("pipeline")).fit(self.rows)
        model.save(self.path("fitted"))
        again = PipelineModel.load(self.path("fitted"))
        self.assertIsInstance(again.stages[1], NormalizingFlowModel)
        self.assertEqual(self.densities(again, self.rows), self.densities(model, self.rows))

    def test_tuning(self):
        flow = self.small()
        grid = ParamGridBuilder().addGrid(flow.stepSize, [1e-9, 3e-2]).build()
        evaluator = LogLikelihoodEvaluator()
        tuned = dict(estimator=flow, estimatorParamMaps=grid, evaluator=evaluator, seed=1)
        model = CrossValidator(numFolds=2, **tuned).fit(self.rows)
        self.assertEqual(len(set(model.avgMetrics)), 2)
        best = grid[int(np.argmax(model.avgMetrics))][flow.stepSize]
        refitted = self.small(stepSize=best).fit(self.rows)
        found = evaluator.evaluate(model.transform(self.rows))
        self.assertEqual(found, evaluator.evaluate(refitted.transform(self.rows)))
        model.save(self.path("validated"))
        again = CrossValidatorModel.load(self.path("validated"))
        self.assertEqual(again.avgMetrics, model.avgMetrics)
        self.assertEqual(evaluator.evaluate(again.transform(self.rows)), found)
        split = TrainValidationSplit(trainRatio=0.7, **tuned).fit(self.rows)
        self.assertIsInstance(split.bestModel, NormalizingFlowModel)
        self.assertEqual(len(set(split.validationMetrics)), 2)

    def test_what_does_not_go_is_refused(self):
        for params, word in [
            ({"standardize": "twice"}, "standardize"),
            ({"contamination": 0.7}, "contamination"),
            ({"flow": "nfs"}, "nfs"),
            ({"weightCol": "heft"}, "heft"),
        ]:
            with self.assertRaisesRegex(IllegalArgumentException, word):
                NormalizingFlow(inputCols=["x0", "x1"]).setParams(**params).fit(self.rows)
        with self.assertRaises(AttributeError):
            NormalizingFlow().setParams(maxIterations=3)


if __name__ == "__main__":
    unittest.main()
