package normflow.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.density.Density;
import normflow.model.Model;
import normflow.spark.SessionStorage;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.output.Input;
import normflow.spark.rows.ShownRows;
import normflow.spark.score.LocalModel;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.MetricsLine;
import normflow.store.ModelStore;
import normflow.store.Provenance;
import normflow.store.Snapshots;
import normflow.store.Snapshots.Snapshot;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Everything about a model that a page shows.
 *
 * @param name last part of its folder's path
 * @param model the flow and its parameters
 * @param provenance where it comes from
 * @param evaluation on its test rows, if it had any
 * @param curves what was measured during training
 * @param data some rows of the table that it was trained on
 * @param heldOut some rows that it was not trained on, if there are any
 * @param density that they were drawn from, if it is known
 * @param snapshots of the parameters during training, if any were kept
 */
public record ReportedModel(
    String name,
    Model model,
    Provenance provenance,
    Optional<Evaluation> evaluation,
    List<MetricsLine> curves,
    double[][] data,
    Optional<double[][]> heldOut,
    Optional<Density> density,
    List<Snapshot> snapshots) {

  private static final int DATA_ROWS = 20_000;
  private static final int HELD_OUT_ROWS = 10_000;
  private static final int SAMPLES = 20_000;
  private static final long SEED = 1;

  /** So many columns are named where all are. */
  private static final int NAMED = 8;

  /** Reads a model folder, and some rows of its training data again. */
  static ReportedModel read(SparkSession session, Path path) {
    return read(session, path, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param given what is known of where it comes from besides
   */
  static ReportedModel read(SparkSession session, Path path, UnaryOperator<Provenance> given) {
    Storage storage = SessionStorage.of(session);
    Model model = new ModelStore(storage).load(path);
    Provenance provenance =
        read(storage, new Path(path, "provenance.json"), Provenance.class)
            .map(given)
            .orElseThrow(
                () ->
                    new ConfigException(
                        path + " has no provenance.json: the report needs to know its data", null));
    ShownRows rows = ShownRows.of(session, model, provenance, DATA_ROWS, HELD_OUT_ROWS);
    return new ReportedModel(
        path.getName(),
        model,
        provenance,
        read(storage, new Path(path, "evaluation.json"), Evaluation.class),
        curves(storage, new Path(path, "metrics.jsonl")),
        rows.data(),
        rows.heldOut(),
        provenance.config().data().knownDensity(),
        new Snapshots(storage, path).of(model));
  }

  /** What a page of a model is made of: the model and its data. */
  public static List<Input> inputs(Storage storage, String folder) {
    List<Input> inputs = new ArrayList<>(List.of(Input.model(folder)));
    read(storage, new Path(StoragePath.of(folder), "provenance.json"), Provenance.class)
        .ifPresent(provenance -> inputs.addAll(Input.of(provenance.config())));
    return inputs;
  }

  private static <T> Optional<T> read(Storage storage, Path path, Class<T> type) {
    return storage.exists(path)
        ? Optional.of(Codec.json(path.toString(), storage.readText(path), type))
        : Optional.empty();
  }

  private static List<MetricsLine> curves(Storage storage, Path path) {
    return storage.exists(path)
        ? storage
            .readLines(path)
            .map(line -> Codec.json(path.toString(), line, MetricsLine.class))
            .toList()
        : List.of();
  }

  LocalModel local() {
    return new LocalModel(model);
  }

  /** Whether two columns can be watched on their way from the base: atoms take no way. */
  boolean hasPath() {
    return model.flow().dim() > 1 && !isConditional() && !model.standardization().hasAtoms();
  }

  /** Rows that it is checked by: those that it was not trained on, if there are any. */
  double[][] checked() {
    return heldOut.orElse(data);
  }

  /** What {@link #checked} are. */
  String checkedName() {
    return heldOut.isPresent() ? "held-out rows" : "rows of its training table";
  }

  boolean isConditional() {
    return model.flow().context() > 0;
  }

  /** Samples of the model; where it is conditional one at the context of each row of the data. */
  double[][] samples() {
    return isConditional() ? samplesAt(data) : local().sample(SAMPLES, SEED);
  }

  /** A sample at the context of each row, with that context behind it. */
  double[][] samplesAt(double[][] rows) {
    int dim = model.flow().dim();
    double[][] contexts =
        Arrays.stream(rows)
            .map(row -> Arrays.copyOfRange(row, dim, row.length))
            .toArray(double[][]::new);
    double[][] drawn = local().sample(contexts, SEED);
    double[][] joined = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      joined[i] = Arrays.copyOf(drawn[i], rows[i].length);
      System.arraycopy(contexts[i], 0, joined[i], dim, contexts[i].length);
    }
    return joined;
  }

  /** Such as {@code realnvp, 71,744 parameters}, and what is given to it. */
  String description() {
    List<String> given = model.columns().subList(model.flow().dim(), model.columns().size());
    return Codec.typeName(provenance.config().flow().getClass())
        + Numbers.format(", %,d parameters", provenance.parameters())
        + (given.isEmpty() ? "" : ", p(" + some(model.dataColumns()) + " | " + some(given) + ")");
  }

  private static String some(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED - 2))
            + Numbers.format(" and %d more", names.size() - NAMED + 2);
  }
}
