"""Rows as those of a table, drawn from a flow that was fitted to it: docs/spark-ml.md.

synthetic_rows.py TABLE ROWS FOLDER: a CSV file with a header, how many rows to draw, and a folder
for the model and the rows; with normflow's jar in NORMFLOW_JAR.
"""

import sys

from pyspark.sql import SparkSession

import normflow
from normflow.ml import NormalizingFlow

path, count, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
spark = normflow.configure(SparkSession.builder).getOrCreate()
table = spark.read.csv(path, header=True, inferSchema=True).cache()

flow = NormalizingFlow(
    flow="tabular",
    inputCols=table.columns,
    maxIter=300,  # enough for a look; left out, the table says how many
)
model = flow.fit(table)
drawn = model.sample(count, seed=7).cache()  # texts, nulls, whole numbers as the table has them

model.write().overwrite().save(folder + "/model")
drawn.write.mode("overwrite").csv(folder + "/rows", header=True)
for rows in (table, drawn):
    rows.summary("count", "mean", "stddev", "min", "50%", "max").show()
spark.stop()
