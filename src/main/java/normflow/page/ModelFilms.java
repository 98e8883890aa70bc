package normflow.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.report.chart.DensityFilm;
import normflow.report.chart.FlowFilm;
import normflow.report.chart.Warp;
import normflow.report.color.ColorScale;
import normflow.report.draw.Grid;
import normflow.spark.score.LocalModel;
import normflow.store.Snapshots.Snapshot;
import normflow.text.Numbers;

/** The films of a model: its layers at work, and how its density took shape. */
final class ModelFilms {

  private static final int SAMPLES = 1_500;
  private static final int CELLS = 180;

  /** A film of more legs would hurry through each. */
  private static final int MOST_STAGES = 17;

  private final ReportedModel reported;
  private final ModelPictures pictures;

  ModelFilms(ReportedModel reported, ModelPictures pictures) {
    this.reported = reported;
    this.pictures = pictures;
  }

  /** Draws of the base on their way to the data; of flows of two columns or more. */
  Optional<FlowFilm> flow() {
    if (!reported.hasPath()) {
      return Optional.empty();
    }
    List<double[][]> all = reported.local().sampleByLayer(SAMPLES, 1);
    int last = all.size() - 1;
    int stages = Math.min(MOST_STAGES, all.size());
    List<Warp.Panel> chosen = new ArrayList<>();
    for (int i = 0; i < stages; i++) {
      int stage = (int) Math.round((double) i * last / (stages - 1));
      String label =
          stage == 0
              ? "base"
              : stage == last ? "data" : Numbers.format("after layer %d of %d", stage, last);
      chosen.add(new Warp.Panel(label, ModelPictures.columns(all.get(stage), 0, 1)));
    }
    return Optional.of(
        new FlowFilm(
            pictures.column(0) + " (standardised)",
            pictures.column(1) + " (standardised)",
            chosen));
  }

  /** The density at the steps that were kept, and the result. */
  Optional<DensityFilm> training() {
    if (reported.snapshots().isEmpty()) {
      return Optional.empty();
    }
    long steps = reported.provenance().steps();
    List<DensityFilm.Frame> frames =
        new ArrayList<>(
            reported.snapshots().parallelStream().map(snapshot -> frame(snapshot, steps)).toList());
    Grid result = grid(reported.local());
    frames.add(
        new DensityFilm.Frame(
            Numbers.format("result, step %,d", reported.provenance().bestStep()), result));
    return Optional.of(
        new DensityFilm(
            pictures.column(0), pictures.column(1), frames, ColorScale.density(List.of(result))));
  }

  private DensityFilm.Frame frame(Snapshot snapshot, long steps) {
    String title = Numbers.format("step %,d of %,d", snapshot.step(), steps);
    return new DensityFilm.Frame(title, grid(new LocalModel(snapshot.model())));
  }

  private Grid grid(LocalModel model) {
    return Grid.evaluate(pictures.x(), pictures.y(), CELLS, model::logDensity);
  }
}
