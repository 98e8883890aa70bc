package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.config.GenerateConfig;
import normflow.config.RunConfig;
import normflow.flow.Flow;
import normflow.graph.Weight;
import normflow.layer.Layer;
import normflow.page.advice.DryRun;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.rows.TableLook;
import normflow.store.Provenance;
import normflow.study.grid.Cell;
import normflow.study.search.BestTogether;
import normflow.study.search.TrialResult;

/** What a command has done, as the object that {@code --json} prints; times are in seconds. */
public sealed interface Done {

  /** {@code generate}: the recipe with all its keys. */
  record Generated(GenerateConfig recipe, double seconds) implements Done {}

  /** {@code init}: where the job is, and why columns are left out. */
  record Begun(String file, RunConfig job, Map<String, String> leftOut) implements Done {}

  /** {@code prepare}: rows of the training, the validation and the test table. */
  record Prepared(
      String dataset,
      String output,
      List<Long> rows,
      int columns,
      boolean asPublished,
      double seconds)
      implements Done {}

  /** {@code train}: where the model is, where it comes from and how it does on test rows. */
  record Trained(
      String output, Provenance provenance, Optional<Evaluation> test, Optional<String> page)
      implements Done {}

  /** {@code train --dry-run}: what would be trained, and a guess of its seconds. */
  record Rehearsed(DryRun job, double seconds, Optional<String> refused) implements Done {}

  /** {@code score}. */
  record Scored(String data, String column, String output, String format, double seconds)
      implements Done {}

  /** {@code sample}: rows, for each context if there are any. */
  record Sampled(
      long rows,
      String contexts,
      List<String> given,
      long seed,
      String output,
      String format,
      double seconds)
      implements Done {}

  /** {@code report} and {@code compare}. */
  record Written(String page) implements Done {}

  /** {@code benchmark}: all results, of earlier runs too. */
  record Benchmarked(String page, List<Cell> cells) implements Done {}

  /** {@code benchmark --list}: how far each pair is. */
  record Listed(Map<String, String> pairs) implements Done {}

  /**
   * {@code sweep}: the best trial's folder and job, and all trials from the best on.
   *
   * @param ensemble the mean of the best as one model, if that was asked for
   */
  record Swept(
      String best,
      String job,
      String page,
      List<TrialResult> trials,
      Optional<BestTogether> ensemble)
      implements Done {}

  /**
   * {@code sweep --list}.
   *
   * @param trials that are known, and what each changes
   * @param planned how many there are to be
   * @param proposed how many of these the search proposes when some of the others are trained
   */
  record Planned(Map<String, String> trials, int planned, int proposed) implements Done {}

  /** {@code inspect} of a table. */
  record Looked(String path, String format, TableLook look) implements Done {}

  /** {@code inspect} of a model or a job. */
  record Inspected(
      int columns, int context, int parameters, int statistics, List<InspectedLayer> layers)
      implements Done {

    public static Inspected of(Flow flow) {
      List<InspectedLayer> layers = new ArrayList<>();
      for (Layer layer : flow.layers()) {
        int trained =
            layer.weights(flow.dim(), flow.context()).stream()
                .filter(weight -> weight.role() == Weight.Role.TRAINED)
                .mapToInt(Weight::size)
                .sum();
        layers.add(new InspectedLayer(trained, layer));
      }
      int trained = flow.layout().trainedSize();
      return new Inspected(
          flow.dim(), flow.context(), trained, flow.layout().size() - trained, layers);
    }
  }

  /** A layer and how many values of it are trained. */
  record InspectedLayer(int parameters, Layer layer) {}

  static Trained of(normflow.spark.job.Trained trained, Optional<String> page) {
    Provenance provenance = trained.provenance();
    return new Trained(provenance.config().output(), provenance, trained.test(), page);
  }
}
