package normflow.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.report.chart.Calibration;
import normflow.report.draw.Picture;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.output.Output;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.Provenance;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The page of one model, and its pictures as files beside it. */
public final class ModelReport {

  /** How many pieces of work it tells of. */
  public static final int PIECES = 3;

  /** A section and what draws it. */
  private record Draft(String heading, Supplier<Part> drawing) {}

  private static final String READING = "reading model and data";

  private ModelReport() {}

  /**
   * Writes {@code report/} in the folder of a model that was just trained; the path of the page.
   *
   * @param job that trained it as it was given, with its passwords
   */
  public static String write(SparkSession session, RunConfig job, Consumer<String> pieces) {
    pieces.accept(READING);
    Path folder = StoragePath.of(job.output());
    ReportedModel model =
        ReportedModel.read(session, folder, read -> read.withConfig(job.settledAs(read.config())));
    return write(session, model, job.output() + "/report", true, pieces);
  }

  /**
   * Writes a page into a folder.
   *
   * @param overwrite whether a page that is there is replaced
   */
  public static String write(
      SparkSession session,
      String folder,
      String target,
      boolean overwrite,
      Consumer<String> pieces) {
    pieces.accept(READING);
    ReportedModel model = ReportedModel.read(session, StoragePath.of(folder));
    return write(session, model, target, overwrite, pieces);
  }

  private static String write(
      SparkSession session,
      ReportedModel reported,
      String target,
      boolean overwrite,
      Consumer<String> pieces) {
    pieces.accept("drawing");
    Map<String, byte[]> files = AllCores.run(() -> files(reported));
    Termination.ofProcess().check();
    pieces.accept("writing");
    return write(session, target, overwrite, files);
  }

  /** The page and all that lies beside it, by name. */
  static Map<String, byte[]> files(ReportedModel reported) {
    List<Draft> drafts = drafts(reported);
    List<Part> parts = Part.each(drafts.stream().map(Draft::drawing).toList());
    List<Section> sections = new ArrayList<>();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      files.putAll(parts.get(i).files());
      if (!parts.get(i).blocks().isEmpty()) {
        sections.add(new Section(drafts.get(i).heading(), parts.get(i).blocks()));
      }
    }
    Page page = new Page(reported.name(), reported.description(), sections);
    files.put("index.html", page.html().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** Writes a page and its pictures, all or none; the path of the page. */
  static String write(
      SparkSession session, String target, boolean overwrite, Map<String, byte[]> files) {
    Storage storage = SessionStorage.of(session);
    Path folder = StoragePath.of(target);
    String run = session.sparkContext().applicationId();
    try (Output output = Output.whole(storage, target, overwrite, run)) {
      output.begin();
      output.storage().writeAll(folder, files);
      output.commit();
    }
    return new Path(folder, "index.html").toString();
  }

  /** Every section of the page with what draws it; one of which nothing is drawn is left out. */
  private static List<Draft> drafts(ReportedModel reported) {
    ModelPictures pictures = new ModelPictures(reported);
    double[][] samples = reported.samples();
    ModelChecks checks = new ModelChecks(reported, samples);
    return List.of(
        new Draft("Result", () -> Part.of(result(reported))),
        new Draft("Density", () -> Part.rows(pictures.densities())),
        new Draft("Data and samples", () -> compared(reported, checks, pictures, samples)),
        new Draft("Columns", () -> new ModelColumns(reported).part()),
        new Draft("Calibration", () -> calibration(checks)),
        new Draft("Predictions", () -> new ModelPredictions(reported).part()),
        new Draft("From the base to the data", () -> flow(reported, pictures)),
        new Draft("Training", () -> training(reported, pictures)),
        new Draft("Reference lines", () -> reference(reported)),
        new Draft("Provenance", () -> provenance(reported.provenance())));
  }

  private static final String WARP_CAPTION = "The same, layer by layer, on one pair of ranges.";

  private static final String FILM_CAPTION =
      "The learned density during training, with the running statistics of each step; the points lie"
          + " evenly in the square root of the step. One colour scale, that of the result.";

  private static final String CURVES_CAPTION =
      "Negative log-likelihood over the training steps, in nats a row and the units of the input: of"
          + " the mini-batches in training mode, and of the validation rows in evaluation mode. The"
          + " horizontal lines are of the held-out rows.";

  private static String flowCaption(ReportedModel reported) {
    int layers = reported.model().flow().layers().size();
    return (layers == 0
            ? "Draws of the members' bases, and what they become"
            : "Draws of N(0, I) on their way through " + layers + " layers")
        + ", in standardised units; each keeps its colour.";
  }

  private static Part flow(ReportedModel reported, ModelPictures pictures) {
    ModelFilms films = new ModelFilms(reported, pictures);
    return Part.all(
        List.of(
            () ->
                films
                    .flow()
                    .map(film -> Part.film("flow", film::film, flowCaption(reported)))
                    .orElse(Part.NONE),
            () -> figure("warp", pictures.warp(), WARP_CAPTION)));
  }

  private static Part training(ReportedModel reported, ModelPictures pictures) {
    ModelFilms films = new ModelFilms(reported, pictures);
    return Part.all(
        List.of(
            () ->
                pictures
                    .curves()
                    .map(curves -> Part.figure("curves", curves, CURVES_CAPTION))
                    .orElse(Part.NONE),
            () ->
                films
                    .training()
                    .map(film -> Part.film("training", film::film, FILM_CAPTION))
                    .orElse(Part.NONE)));
  }

  /** Pairs of columns where there are many, else the two or the one that there is. */
  private static Part compared(
      ReportedModel reported, ModelChecks checks, ModelPictures pictures, double[][] samples) {
    return Part.all(
        List.of(
            () ->
                reported.model().flow().dim() > 2
                    ? figure("pairs", Optional.of(checks.pairs()), checks.pairsCaption())
                    : Part.rows(pictures.samples(samples)),
            () -> figure("marginals", checks.marginals(), checks.marginalsCaption())));
  }

  private static Part calibration(ModelChecks checks) {
    Calibration calibration = checks.calibration();
    String caption = checks.calibrationCaption(calibration);
    return Part.all(
        List.of(
            () -> Part.of(new Block.Text(checks.meaning(calibration))),
            () -> Part.figure("calibration", calibration.bars(), caption)));
  }

  private static Part figure(String name, Optional<Picture> picture, String caption) {
    return picture.map(drawn -> Part.figure(name, drawn, caption)).orElse(Part.NONE);
  }

  private static Block[] result(ReportedModel reported) {
    List<Block> blocks = new ArrayList<>(List.of(facts(reported)));
    List<String> sentences = new ArrayList<>();
    sentences.addAll(reported.evaluation().map(Verdict::of).orElse(List.of(Verdict.UNTESTED)));
    Verdict.overfitting(reported.provenance(), reported.curves(), reported.model().flow().dim())
        .ifPresent(sentences::add);
    sentences.forEach(sentence -> blocks.add(new Block.Text(sentence)));
    return blocks.toArray(Block[]::new);
  }

  private static Block facts(ReportedModel reported) {
    Provenance provenance = reported.provenance();
    List<Block.Fact> facts = new ArrayList<>();
    reported.evaluation().ifPresent(evaluation -> facts.addAll(evaluated(evaluation)));
    facts.add(
        new Block.Fact(
            "parameters", Numbers.format("%,d", provenance.parameters()), "trained by gradient"));
    facts.add(
        new Block.Fact(
            "training rows",
            Numbers.format("%,d", provenance.trainingRows()),
            Verdict.end(provenance)));
    facts.add(
        new Block.Fact(
            "training time",
            Numbers.duration(provenance.trainingSeconds()),
            provenance.partitions() + " partitions"));
    return new Block.Facts(facts);
  }

  private static List<Block.Fact> evaluated(Evaluation evaluation) {
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        new Block.Fact(
            "held-out NLL",
            Numbers.nats(evaluation.nll()),
            Numbers.plusMinus(evaluation.standardError()) + " nats a row"));
    evaluation.best().ifPresent(best -> facts.add(EvaluationLines.fact(best)));
    evaluation
        .entropy()
        .ifPresent(
            entropy ->
                facts.add(
                    new Block.Fact(
                        "floor", Numbers.nats(entropy), "the true density's NLL of these rows")));
    evaluation
        .gap()
        .ifPresent(
            gap ->
                facts.add(
                    new Block.Fact(
                        "gap",
                        Numbers.nats(gap),
                        Numbers.plusMinus(evaluation.gapStandardError()) + " nats")));
    return facts;
  }

  private static Part reference(ReportedModel reported) {
    return reported
        .evaluation()
        .map(
            evaluation ->
                Part.of(
                    Block.Table.of(
                        List.of("", "NLL", "the flow is better by"),
                        EvaluationLines.of(evaluation, false).stream()
                            .map(line -> List.of(line.name(), line.nats(), line.better()))
                            .toList(),
                        Numbers.format(
                            "Negative log-likelihood of %,d held-out rows in nats a row ± one"
                                + " standard error, in the units of the input. Gaussians are fitted"
                                + " to the training rows; differences are those of the same rows,"
                                + " row by row.",
                            evaluation.rows()))))
        .orElse(Part.NONE);
  }

  private static Part provenance(Provenance provenance) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("finished", provenance.finished()));
    rows.add(List.of("parameters, SHA-256", provenance.parametersSha256()));
    rows.add(List.of("parameters of step", Numbers.format("%,d", provenance.bestStep())));
    rows.add(List.of("rows left out", Numbers.format("%,d", provenance.skippedRows())));
    rows.add(List.of("steps skipped", Numbers.format("%,d", provenance.skippedSteps())));
    provenance.versions().forEach((name, version) -> rows.add(List.of(name, version)));
    return Part.of(
        Block.Table.of(List.of("", ""), rows, ""),
        new Block.Preformatted(Codec.yaml(provenance.config())));
  }
}
