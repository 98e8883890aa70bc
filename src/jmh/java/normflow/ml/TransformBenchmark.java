package normflow.ml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.model.Model;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Ten million rows of a Parquet table scored by {@code transform} on two cores, to nowhere and to
 * another Parquet table, beside the engine's own figure (two threads that score blocks in memory),
 * a copy of the table, and the mixture of five Gaussians of Spark's MLlib. They take turns.
 */
public final class TransformBenchmark {

  private static final int ROWS = 10_000_000;
  private static final int BLOCK = 8192;
  private static final int CORES = 2;
  private static final int ROUNDS = 4;

  private TransformBenchmark() {}

  /**
   * Measures one flow.
   *
   * @param arguments the flow, as the estimator takes it; realnvp if there is none
   */
  public static void main(String[] arguments) throws Exception {
    String flow = arguments.length > 0 ? arguments[0] : "realnvp";
    SparkSession session =
        SparkSession.builder()
            .master("local[" + CORES + "]")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    Path folder = Files.createTempDirectory("transform");
    String path = folder.resolve("rows").toString();
    session
        .range(0, ROWS, 1, 8)
        .selectExpr("id", "randn(1) as x0", "randn(2) as x1")
        .write()
        .parquet(path);
    Dataset<Row> rows = session.read().parquet(path);
    NormalizingFlowModel model =
        new NormalizingFlow()
            .setFlow(flow)
            .setInputCols("x0", "x1")
            .setMaxIter(50)
            .setRegParam(0)
            .fit(rows.limit(20_000));
    VectorAssembler together =
        new VectorAssembler().setInputCols(new String[] {"x0", "x1"}).setOutputCol("features");
    GaussianMixtureModel mixture =
        new GaussianMixture().setK(5).setMaxIter(5).fit(together.transform(rows.limit(20_000)));
    System.out.printf("%s, %,d rows, %d cores%n", flow, ROWS, CORES);
    for (int round = 0; round < ROUNDS; round++) {
      double engine = engine(model.model());
      double reading = seconds(() -> write(rows));
      double transform = seconds(() -> write(model.transform(rows)));
      System.out.printf(
          "engine %,9.0f rows/s   transform %,9.0f rows/s   ratio %.2f   (reading alone %,9.0f)%n",
          ROWS / engine, ROWS / transform, engine / transform, ROWS / reading);
      double copy = seconds(() -> parquet(rows, folder));
      double scored = seconds(() -> parquet(model.transform(rows), folder));
      double mixed = seconds(() -> parquet(mixture.transform(together.transform(rows)), folder));
      System.out.printf(
          "to Parquet: copy %.2f s   scored %.2f s, %.2f of copy and engine (%.2f s)   mixture of"
              + " MLlib %.2f s%n",
          copy, scored, scored / (copy + engine), engine, mixed);
    }
    session.stop();
  }

  /** The result of a job without the vectors of columns, which the table has as they are. */
  private static void parquet(Dataset<Row> rows, Path folder) {
    rows.drop("features").write().mode("overwrite").parquet(folder.resolve("copy").toString());
  }

  private static void write(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  private static double engine(Model model) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CORES);
    try {
      List<Future<Double>> sums = new ArrayList<>();
      long started = System.nanoTime();
      for (int core = 0; core < CORES; core++) {
        sums.add(pool.submit(() -> share(model)));
      }
      for (Future<Double> sum : sums) {
        if (Double.isNaN(sum.get())) {
          throw new IllegalStateException("NaN");
        }
      }
      return (System.nanoTime() - started) * 1e-9;
    } finally {
      pool.shutdown();
    }
  }

  private static double share(Model model) {
    Block block = Block.zeros(BLOCK, model.flow().width());
    java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    for (int i = 0; i < block.values().length; i++) {
      block.values()[i] = (float) random.nextGaussian();
    }
    double sum = 0;
    try (TileEngine engine = new TileEngine(model.flow())) {
      for (int row = 0; row < ROWS / CORES; row += BLOCK) {
        sum += engine.logDensity(model.parameters(), block)[0];
      }
    }
    return sum;
  }

  private static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) * 1e-9;
  }
}
