package normflow.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Anomaly scores on the Statlog shuttle table: a flow beside Spark's Gaussian mixture and the
 * distance to the fifth nearest neighbour, by the area under the ROC curve on half of the rows.
 *
 * <p>Rows of the class Rad.Flow are normal, those of the class High are left out, all others are
 * anomalies, as in "Outlier Detection DataSets" (Rayana, 2016). Each half is also written as CSV
 * for detectors outside the JVM.
 */
public final class AnomalyBenchmark {

  private static final String[] NAMES =
      IntStream.rangeClosed(1, 9).mapToObj(i -> "v" + i).toArray(String[]::new);
  private static final int NEIGHBOURS = 5;
  private static final int REFERENCES = 5_000;

  private final SparkSession session;
  private final long seed;
  private final Dataset<Row> training;
  private final Dataset<Row> test;

  private AnomalyBenchmark(SparkSession session, long seed, boolean clean) {
    this.session = session;
    this.seed = seed;
    Dataset<Row> rows =
        session
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .csv("data-gen/shuttle.csv.gz")
            .where("class <> 'High'")
            .withColumn("label", functions.expr("double(class <> 'Rad.Flow')"))
            .drop("class");
    Dataset<Row>[] halves = rows.randomSplit(new double[] {0.5, 0.5}, seed);
    Dataset<Row> half = clean ? halves[0].where("label = 0") : halves[0];
    VectorAssembler assembler = new VectorAssembler().setInputCols(NAMES).setOutputCol("raw");
    StandardScaler scaler =
        new StandardScaler().setInputCol("raw").setOutputCol("features").setWithMean(true);
    var scaling = scaler.fit(assembler.transform(half));
    this.training = scaling.transform(assembler.transform(half)).cache();
    this.test = scaling.transform(assembler.transform(halves[1])).cache();
    String folder = "target/shuttle/" + (clean ? "clean" : "all") + "-" + seed;
    csv(training, folder + "/training");
    csv(test, folder + "/test");
  }

  private static void csv(Dataset<Row> rows, String path) {
    rows.select(
            java.util.stream.Stream.concat(
                    Arrays.stream(NAMES), java.util.stream.Stream.of("label"))
                .map(functions::col)
                .toArray(Column[]::new))
        .coalesce(1)
        .write()
        .mode("overwrite")
        .option("header", "true")
        .csv(path);
  }

  /**
   * Measures all detectors.
   *
   * @param arguments number of seeds; 3 if there is none
   */
  public static void main(String[] arguments) {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.plugins", "normflow.spark.exchange.ExchangePlugin")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    for (boolean clean : new boolean[] {true, false}) {
      Map<String, List<Double>> results = new LinkedHashMap<>();
      for (long seed = 1; seed <= seeds; seed++) {
        AnomalyBenchmark benchmark = new AnomalyBenchmark(session, seed, clean);
        for (Map.Entry<String, BiFunction<Dataset<Row>, Dataset<Row>, Dataset<Row>>> detector :
            benchmark.detectors().entrySet()) {
          long started = System.nanoTime();
          double auroc =
              new BinaryClassificationEvaluator()
                  .setRawPredictionCol("score")
                  .setNumBins(0)
                  .evaluate(detector.getValue().apply(benchmark.training, benchmark.test));
          System.out.printf(
              "  %s seed %d: AUROC %.4f in %.1f s%n",
              detector.getKey(), seed, auroc, (System.nanoTime() - started) * 1e-9);
          results.computeIfAbsent(detector.getKey(), key -> new ArrayList<>()).add(auroc);
        }
      }
      System.out.println(clean ? "trained on normal rows" : "trained on all rows, 7% anomalies");
      results.forEach(AnomalyBenchmark::print);
    }
    session.stop();
  }

  private static void print(String name, List<Double> aurocs) {
    double mean = aurocs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = aurocs.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    int count = aurocs.size();
    double error = count > 1 ? Math.sqrt(squares / (count - 1) / count) : Double.NaN;
    System.out.printf("%-40s AUROC %.4f ± %.4f%n", name, mean, error);
  }

  private Map<String, BiFunction<Dataset<Row>, Dataset<Row>, Dataset<Row>>> detectors() {
    Map<String, BiFunction<Dataset<Row>, Dataset<Row>, Dataset<Row>>> detectors =
        new LinkedHashMap<>();
    for (String flow : List.of("nsf", "maf", "realnvp-fast")) {
      detectors.put("NormalizingFlow " + flow, (train, rows) -> flow(flow, 2000, train, rows));
    }
    for (String flow : List.of("realnvp-fast", "planar")) {
      detectors.put(
          "NormalizingFlow " + flow + ", 100 steps", (train, rows) -> flow(flow, 100, train, rows));
    }
    detectors.put("GaussianMixture k = 2", (train, rows) -> mixture(2, train, rows));
    detectors.put("GaussianMixture k = 10", (train, rows) -> mixture(10, train, rows));
    detectors.put("5th nearest neighbour", this::neighbours);
    return detectors;
  }

  /** Whole numbers have no density: uniform noise of their width gives them one. */
  private Dataset<Row> spread(Dataset<Row> rows) {
    Dataset<Row> spread = rows.withColumn("held", functions.rand(seed).lt(0.1));
    for (int i = 0; i < NAMES.length; i++) {
      spread =
          spread.withColumn(NAMES[i], functions.col(NAMES[i]).plus(functions.rand(seed + 1 + i)));
    }
    return spread;
  }

  private Dataset<Row> flow(String flow, int steps, Dataset<Row> train, Dataset<Row> rows) {
    return new NormalizingFlow()
        .setFlow(flow)
        .setMaxIter(steps)
        .setBatchSize(512)
        .setStepSize(0.003)
        .setRegParam(0)
        .setAverageSteps(0)
        .setValidationInterval(100)
        .setPatience(10)
        .setInputCols(NAMES)
        .setValidationIndicatorCol("held")
        .setSeed(seed)
        .fit(spread(train).cache())
        .transform(spread(rows))
        .withColumn("score", functions.expr("-logDensity"));
  }

  private Dataset<Row> mixture(int components, Dataset<Row> train, Dataset<Row> rows) {
    GaussianMixtureModel model =
        new GaussianMixture().setK(components).setSeed(seed).setMaxIter(100).fit(train);
    double[] weights = model.weights();
    var gaussians = model.gaussians();
    return scored(
        rows,
        point -> {
          double density = 0;
          for (int i = 0; i < weights.length; i++) {
            density += weights[i] * gaussians[i].pdf(point);
          }
          return -Math.log(Math.max(density, Double.MIN_VALUE));
        });
  }

  private Dataset<Row> neighbours(Dataset<Row> train, Dataset<Row> rows) {
    double[][] references =
        train
            .select("features")
            .orderBy(functions.rand(seed))
            .limit(REFERENCES)
            .collectAsList()
            .stream()
            .map(row -> ((Vector) row.get(0)).toArray())
            .toArray(double[][]::new);
    return scored(rows, point -> distance(references, point.toArray()));
  }

  private static double distance(double[][] references, double[] point) {
    double[] nearest = new double[NEIGHBOURS];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (double[] reference : references) {
      double sum = 0;
      for (int i = 0; i < point.length; i++) {
        sum += (point[i] - reference[i]) * (point[i] - reference[i]);
      }
      int at = NEIGHBOURS;
      while (at > 0 && nearest[at - 1] > sum) {
        at--;
      }
      if (at < NEIGHBOURS) {
        System.arraycopy(nearest, at, nearest, at + 1, NEIGHBOURS - 1 - at);
        nearest[at] = sum;
      }
    }
    return Math.sqrt(nearest[NEIGHBOURS - 1]);
  }

  private Dataset<Row> scored(
      Dataset<Row> rows, java.util.function.ToDoubleFunction<Vector> score) {
    List<Row> scored =
        rows.select("features", "label").collectAsList().stream()
            .map(row -> RowFactory.create(row.get(1), score.applyAsDouble(row.getAs(0))))
            .toList();
    return session.createDataFrame(
        scored,
        new StructType().add("label", DataTypes.DoubleType).add("score", DataTypes.DoubleType));
  }
}
