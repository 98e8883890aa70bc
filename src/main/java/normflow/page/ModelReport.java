package normflow.page;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.report.chart.Calibration;
import normflow.report.draw.Pictures;
import normflow.report.film.Film;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.spark.SessionStorage;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.job.Output;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.Provenance;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The page of one model, and its pictures as files beside it. */
public final class ModelReport {

  /** How many pieces of work it tells of. */
  public static final int PIECES = 4;

  private static final String READING = "reading model and data";

  private ModelReport() {}

  /**
   * Writes {@code report/} in the folder of a model that was just trained; the path of the page.
   *
   * @param job that trained it, with its passwords
   */
  public static String write(SparkSession session, RunConfig job, Consumer<String> pieces) {
    pieces.accept(READING);
    Path folder = StoragePath.of(job.output());
    ReportedModel model = ReportedModel.read(session, folder, read -> read.withConfig(job));
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
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    Map<String, byte[]> files = new LinkedHashMap<>();
    Page page = page(reported, pictures, files, pieces);
    pieces.accept("writing");
    pictures.forEach((name, image) -> files.put(name + ".png", Pictures.png(image)));
    files.put("index.html", page.html().getBytes(StandardCharsets.UTF_8));
    return write(session, target, overwrite, files);
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

  private static Page page(
      ReportedModel reported,
      Map<String, BufferedImage> pictures,
      Map<String, byte[]> files,
      Consumer<String> pieces) {
    pieces.accept("drawing densities and samples");
    ModelPictures drawn = new ModelPictures(reported);
    Map<String, BufferedImage> densities = drawn.densities();
    pictures.putAll(densities);
    ModelChecks checks = new ModelChecks(reported);
    pieces.accept("drawing films");
    ModelFilms films = new ModelFilms(reported, drawn);
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Result", List.of(facts(reported))));
    if (!densities.isEmpty()) {
      sections.add(new Section("Density", rows(densities)));
    }
    sections.add(new Section("Data and samples", compared(reported, checks, drawn, pictures)));
    sections.add(new Section("Calibration", calibration(checks, pictures)));
    List<Block> flow = new ArrayList<>();
    films
        .flow()
        .ifPresent(
            film -> {
              files.put("flow.gif", film.film(GIF_SCALE).gif());
              flow.add(player(film.film(PAGE_SCALE), warpCaption(reported)));
            });
    drawn.warp().ifPresent(image -> flow.add(figure("warp", image, WARP_CAPTION, pictures)));
    if (!flow.isEmpty()) {
      sections.add(new Section("From the base to the data", flow));
    }
    List<Block> training = new ArrayList<>();
    drawn
        .curves()
        .ifPresent(image -> training.add(figure("curves", image, CURVES_CAPTION, pictures)));
    films
        .training()
        .ifPresent(
            film -> {
              files.put("training.gif", film.film(GIF_SCALE).gif());
              training.add(player(film.film(PAGE_SCALE), FILM_CAPTION));
            });
    if (!training.isEmpty()) {
      sections.add(new Section("Training", training));
    }
    reported.evaluation().ifPresent(evaluation -> sections.add(reference(evaluation)));
    sections.add(provenance(reported.provenance()));
    return new Page(reported.name(), reported.description(), sections);
  }

  private static final double GIF_SCALE = 1;
  private static final double PAGE_SCALE = 1.5;

  private static final String WARP_CAPTION = "The same, layer by layer, on one pair of ranges.";

  private static final String FILM_CAPTION =
      "The learned density during training, with the running statistics of each step; the points lie"
          + " evenly in the square root of the step. One colour scale, that of the result.";

  private static final String CURVES_CAPTION =
      "Negative log-likelihood over the training steps: of the mini-batches in training mode, and of"
          + " the validation rows in evaluation mode.";

  private static String warpCaption(ReportedModel reported) {
    return "Draws of N(0, I) on their way through "
        + reported.model().flow().layers().size()
        + " layers, in standardised units; each keeps its colour.";
  }

  /** Pairs of columns where there are many, else the two or the one that there is. */
  private static List<Block> compared(
      ReportedModel reported,
      ModelChecks checks,
      ModelPictures drawn,
      Map<String, BufferedImage> pictures) {
    List<Block> blocks = new ArrayList<>();
    if (reported.model().flow().dim() > 2) {
      blocks.add(figure("pairs", checks.pairs().image(), checks.pairsCaption(), pictures));
    } else {
      Map<String, BufferedImage> samples = drawn.samples();
      pictures.putAll(samples);
      blocks.addAll(rows(samples));
    }
    checks
        .marginals()
        .ifPresent(
            marginals ->
                blocks.add(
                    figure("marginals", marginals.image(), checks.marginalsCaption(), pictures)));
    return blocks;
  }

  private static List<Block> calibration(ModelChecks checks, Map<String, BufferedImage> pictures) {
    Calibration calibration = checks.calibration();
    return List.of(
        new Block.Text(checks.meaning(calibration)),
        figure(
            "calibration", calibration.image(), checks.calibrationCaption(calibration), pictures));
  }

  private static Block player(Film film, String caption) {
    return new Block.Player(film, caption, caption);
  }

  private static Block figure(
      String name, BufferedImage image, String caption, Map<String, BufferedImage> pictures) {
    pictures.put(name, image);
    return new Block.Figure(image, caption, caption);
  }

  /** Two pictures a row. */
  private static List<Block> rows(Map<String, BufferedImage> pictures) {
    List<Block.Figure> figures = new ArrayList<>();
    pictures.forEach(
        (name, image) -> figures.add(new Block.Figure(image, "", name.replace('-', ' '))));
    List<Block> rows = new ArrayList<>();
    for (int i = 0; i < figures.size(); i += 2) {
      rows.add(new Block.Row(figures.subList(i, Math.min(i + 2, figures.size()))));
    }
    return rows;
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
            Numbers.format("%,d steps", provenance.steps())));
    facts.add(
        new Block.Fact(
            "training time",
            Numbers.duration(provenance.trainingSeconds()),
            provenance.partitions() + " partitions"));
    return new Block.Facts(facts);
  }

  private static List<Block.Fact> evaluated(Evaluation evaluation) {
    double offset = evaluation.standardizedOffset();
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        new Block.Fact(
            "held-out NLL",
            Numbers.nats(evaluation.nll() + offset),
            Numbers.plusMinus(evaluation.standardError()) + " nats, standardised units"));
    evaluation
        .entropy()
        .ifPresent(
            entropy ->
                facts.add(
                    new Block.Fact(
                        "floor", Numbers.nats(entropy + offset), "the true density's NLL")));
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

  private static Section reference(Evaluation evaluation) {
    return new Section(
        "Reference lines",
        List.of(
            new Block.Table(
                List.of("", "input units", "standardised"),
                EvaluationLines.rows(evaluation),
                Numbers.format(
                    "Negative log-likelihood of %,d held-out rows in nats ± one standard error.",
                    evaluation.rows()))));
  }

  private static Section provenance(Provenance provenance) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("finished", provenance.finished()));
    rows.add(List.of("parameters, SHA-256", provenance.parametersSha256()));
    rows.add(List.of("parameters of step", Numbers.format("%,d", provenance.bestStep())));
    rows.add(List.of("rows left out", Numbers.format("%,d", provenance.skippedRows())));
    rows.add(List.of("steps skipped", Numbers.format("%,d", provenance.skippedSteps())));
    provenance.versions().forEach((name, version) -> rows.add(List.of(name, version)));
    return new Section(
        "Provenance",
        List.of(
            new Block.Table(List.of("", ""), rows, ""),
            new Block.Preformatted(Codec.yaml(provenance.config()))));
  }
}
