// Anomalies in the Statlog shuttle table, for spark-shell from the root of the repository:
//   spark-shell --jars target/normflow-spark4_2.13-0.2.0-SNAPSHOT-all.jar -i docs/examples/shuttle.scala
import normflow.ml._
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.sql.functions._

val names = (1 to 9).map("v" + _)
val table = spark.read.option("header", "true").option("inferSchema", "true").csv("data-gen/shuttle.csv.gz")
// Rad.Flow is normal, High is left out by custom, everything else is an anomaly.
val labelled = table.where("class <> 'High'").withColumn("label", expr("double(class <> 'Rad.Flow')"))
// Whole numbers have no density: uniform noise of their width gives them one.
val rows = names.zipWithIndex.foldLeft(labelled) { case (t, (n, i)) => t.withColumn(n, col(n) + rand(i)) }
val Array(half, test) = rows.withColumn("held", rand(100) < 0.1).randomSplit(Array(0.5, 0.5), 1)
val normal = half.where("label = 0").cache()

val flow = new NormalizingFlow()
  .setFlow("maf")
  .setInputCols(names: _*)
  .setMaxIter(2000).setBatchSize(512).setStepSize(0.003).setRegParam(0).setAverageSteps(0) // as the table was made
  .setValidationInterval(100).setPatience(10)
  .setValidationIndicatorCol("held")
  .setContamination(0.01) // the threshold marks 1% of the training rows
val model = flow.fit(normal)
val scored = model.transform(test).withColumn("score", -col("logDensity"))

val auroc = new BinaryClassificationEvaluator().setRawPredictionCol("score").setNumBins(0).evaluate(scored)
println(f"AUROC $auroc%.4f, trained in ${model.summary.seconds}%.0f s")
scored.groupBy("label", "prediction").count().orderBy("label", "prediction").show()
scored.orderBy(desc("score")).select("class", "logDensity", "prediction").show(5)
