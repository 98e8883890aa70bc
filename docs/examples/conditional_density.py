"""The density of one column given others, its quantiles and draws: docs/spark-ml.md.

conditional_density.py: with normflow's jar in NORMFLOW_JAR. Demand over the day is drawn here, with
two levels around noon and a spread that grows with the temperature, so that the truth is known.
"""

from pyspark.ml.functions import vector_to_array
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import normflow
from normflow.ml import LogLikelihoodEvaluator, NormalizingFlow

spark = normflow.configure(SparkSession.builder).getOrCreate()
noon = "exp(-0.5 * pow((hour - 12) / 2, 2))"
rows = (
    spark.range(20_000)
    .select((24 * F.rand(1)).alias("hour"), (15 + 8 * F.randn(2)).alias("temperature"))
    .withColumn("closed", (F.rand(3) < 0.3).cast("double"))
    .withColumn("spread", F.expr("exp(0.5 + 0.03 * temperature)"))
    .withColumn("level", F.expr(f"40 + 10 * sin(hour / 4) - 25 * closed * {noon}"))
    .withColumn("demand", F.col("level") + F.col("spread") * F.randn(4))
    .select("hour", "temperature", "demand")
    .cache()
)
train, test = rows.randomSplit([0.8, 0.2], 1)

flow = NormalizingFlow(
    flow="regression",
    inputCols=["demand"],
    contextCols=["hour", "temperature"],
    quantiles=[0.05, 0.5, 0.95],
    quantilesCol="q",
    meanCol="mean",
    stdCol="sd",
    maxIter=300,  # enough for a look; left out, the table says how many
)
model = flow.fit(train.cache())
scored = model.transform(test).cache()  # log p(demand | hour, temperature) and what was asked for
scored.show(5)

print(f"mean log-likelihood {LogLikelihoodEvaluator().evaluate(scored):.3f} nats")
between = vector_to_array("q")
covered = scored.where((F.col("demand") > between[0]) & (F.col("demand") < between[2])).count()
print(f"{covered / scored.count():.1%} of new rows lie between the quantiles .05 and .95")

given = spark.sql("SELECT * FROM VALUES (12D, 20D), (0D, 20D) AS times(hour, temperature)")
model.sampleGiven(given, 1000, seed=7).groupBy("hour").agg(
    F.avg("demand"), F.stddev("demand"), F.expr("avg(double(demand < 35))")
).show()
spark.stop()
