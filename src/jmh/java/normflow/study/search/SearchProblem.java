package normflow.study.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.density.Densities;
import org.apache.spark.sql.SparkSession;

/**
 * Rows to search a flow for: those of a density, or of a CSV file with a header, whose column
 * {@code anomaly} is left out. A third of them is for validation, a sixth for tests.
 *
 * @param name short
 * @param data the source of the rows
 * @param epochs so many that a training sees some {@value #SEEN} rows
 */
record SearchProblem(String name, Map<String, Object> data, int epochs) {

  private static final int SEEN = 30_000;
  private static final int DRAWN = 4_000;

  /** What all searches move in: nine axes, of which a trial has seven. */
  private static final String SPACE =
      """
      base:
        validation: {share: 0.3333}
        test: {share: 0.1667}
        flow: {type: nsf}
        training:
          optimizer: {type: adam, learningRate: 0.001, weightDecay: 0, averageSteps: 0}
          schedule: {type: cosine, end: 0.01}
          validationInterval: 1000000   # at the end
          seed: 1
      axes:
        flow:
          - {value: {type: nsf}, axes: {flow.transforms: {type: range, from: 1, to: 4}, flow.bins: [4, 8, 16]}}
          - {value: {type: maf}, axes: {flow.transforms: {type: range, from: 1, to: 6}, flow.bound: [soft, tanh]}}
          - {value: {type: realnvp-fast}, axes: {flow.couplings: {type: range, from: 2, to: 8}, flow.bound: [soft, tanh]}}
        flow.hidden: [[16], [32], [64], [32, 32]]
        training.optimizer.learningRate: {type: log-uniform, from: 0.0001, to: 0.1}
        training.optimizer.weightDecay: {type: log-uniform, from: 0.0001, to: 10}
        training.batchSize: [64, 128, 256, 512]
        training.clipNorm: {type: log-uniform, from: 0.1, to: 100}
      mode: tasks
      """;

  static SearchProblem of(SparkSession session, String given) {
    if (Densities.names().contains(given)) {
      Map<String, Object> data =
          Map.of("type", "generated", "density", given, "rows", DRAWN, "seed", 1);
      return new SearchProblem(given, data, epochs(DRAWN));
    }
    Path path = Path.of(given);
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(given + ": is no density, and no file");
    }
    var rows = session.read().option("header", "true").csv(given);
    List<String> columns =
        Arrays.stream(rows.columns()).filter(column -> !column.equals("anomaly")).toList();
    Map<String, Object> data =
        Map.of("type", "table", "format", "csv", "path", given, "columns", columns);
    String name = path.getFileName().toString().replaceFirst("\\..*", "");
    return new SearchProblem(name, data, epochs(rows.count()));
  }

  private static int epochs(long rows) {
    return (int) Math.max(1, SEEN / (rows / 2));
  }

  /**
   * A sweep of this problem.
   *
   * @param search its keys {@code search} and {@code halving}, as YAML, with {@code TRIALS} and
   *     {@code SEED}
   * @param folder of it
   */
  SweepConfig sweep(String search, int trials, int seed, Path folder) {
    String its = search.replace("TRIALS", "" + trials).replace("SEED", "" + seed);
    String text = SPACE + its + "\noutput: " + folder + "\n";
    Map<String, Object> keys = Codec.keys("sweep", text);
    @SuppressWarnings("unchecked")
    Map<String, Object> base = (Map<String, Object>) keys.get("base");
    base.put("data", data);
    @SuppressWarnings("unchecked")
    Map<String, Object> training = (Map<String, Object>) base.get("training");
    training.put("epochs", epochs);
    return Codec.converted("", keys, SweepConfig.class);
  }
}
