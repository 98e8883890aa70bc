"""Anomalies in the Statlog shuttle table by a flow that is trained on normal rows: docs/spark-ml.md.

anomaly_scores.py [TABLE]: from the root of the repository, with normflow's jar in NORMFLOW_JAR.
"""

import sys

from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import normflow
from normflow.ml import NormalizingFlow

path = sys.argv[1] if len(sys.argv) > 1 else "data-gen/shuttle.csv.gz"
spark = normflow.configure(SparkSession.builder).getOrCreate()
names = [f"v{i}" for i in range(1, 10)]
table = spark.read.csv(path, header=True, inferSchema=True).where("class <> 'High'")
# Whole numbers have no density: uniform noise of their width gives them one.
noisy = [(F.col(name) + F.rand(seed)).alias(name) for seed, name in enumerate(names)]
rows = table.select("class", (F.col("class") != "Rad.Flow").cast("double").alias("label"), *noisy)
half, test = rows.randomSplit([0.5, 0.5], 1)
normal = half.where("label = 0").cache()

flow = NormalizingFlow(
    flow="realnvp-fast",
    inputCols=names,
    contamination=0.01,  # the threshold marks 1% of the training rows
    rankCol="rank",  # .001: one of the thousand least usual rows
    contributionsCol="why",  # adds up to logDensity: the least element says which column
    maxIter=500,
)
model = flow.fit(normal)
least = model.transform(test).orderBy("logDensity")
least.select("class", "logDensity", "rank", "prediction", "why").show(5, truncate=60)

model.clear(model.rankCol)  # what is not asked for is not computed
model.clear(model.contributionsCol)
scored = model.transform(test).withColumn("score", -F.col("logDensity")).cache()
auroc = BinaryClassificationEvaluator(rawPredictionCol="score", numBins=0).evaluate(scored)
print(f"AUROC {auroc:.4f}, trained in {model.summary.seconds:.0f} s")
scored.groupBy("label", "prediction").count().orderBy("label", "prediction").show()
spark.stop()
