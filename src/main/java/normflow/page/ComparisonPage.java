package normflow.page;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.report.draw.Picture;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.evaluate.Evaluation;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several models side by side.
 *
 * @param session that reads their rows
 * @param folders of the models
 */
public record ComparisonPage(SparkSession session, List<Path> folders) {

  private static final Logger LOG = LoggerFactory.getLogger(ComparisonPage.class);

  /** How many pieces of work a page of so many models is. */
  public static int pieces(int models) {
    return models + 2;
  }

  /**
   * Writes the page and its pictures into a folder; the path of the page.
   *
   * @param overwrite whether a page that is there is replaced
   * @param pieces told of each piece of work as it begins
   */
  public String write(String output, boolean overwrite, Consumer<String> pieces) {
    List<ReportedModel> models = new ArrayList<>();
    for (Path folder : folders) {
      pieces.accept("reading " + folder);
      models.add(ReportedModel.read(session, folder));
    }
    otherRows(models).forEach(LOG::warn);
    pieces.accept("drawing");
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Section> sections =
        AllCores.run(
            () -> List.of(table(models, output), pictures(models, files), warps(models, files)));
    Page page =
        new Page(
            "Comparison of " + models.size() + " flows",
            "Held-out likelihood, density and samples",
            sections);
    Termination.ofProcess().check();
    pieces.accept("writing");
    files.put("index.html", page.html().getBytes(StandardCharsets.UTF_8));
    return ModelReport.write(session, output, overwrite, files);
  }

  private Section table(List<ReportedModel> models, String output) {
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      ReportedModel model = models.get(i);
      List<Block.Cell> cells = new ArrayList<>();
      cells.add(Block.Cell.of(model.name(), reportOf(folders.get(i), output)));
      Stream.of(
              Numbers.format("%,d", model.provenance().parameters()),
              model.evaluation().map(ComparisonPage::nll).orElse("–"),
              model.evaluation().map(EvaluationLines::better).orElse("–"),
              model.evaluation().map(e -> optional(e.entropy())).orElse("–"),
              model.evaluation().map(ComparisonPage::gap).orElse("–"),
              Numbers.duration(model.provenance().trainingSeconds()))
          .map(Block.Cell::of)
          .forEach(cells::add);
      rows.add(cells);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Table(
            List.of(
                "model", "parameters", "NLL", "better by", "true density", "gap", "training time"),
            rows,
            "Mean negative log-likelihood of held-out rows in nats a row ± one standard error, in the"
                + " units of the input. Better by: than the best simple density that was fitted to"
                + " the training rows"
                + references(models)
                + ", row by row. True density: of the same rows."));
    otherRows(models).forEach(sentence -> blocks.add(new Block.Text(sentence)));
    return new Section("Likelihood", blocks);
  }

  /** The report of a model as seen from the page; "" where there is none on its file system. */
  private String reportOf(Path folder, String output) {
    Storage storage = SessionStorage.of(session);
    Path report = new Path(folder, "report/index.html");
    try {
      URI there = storage.system(report).makeQualified(report).toUri();
      Path page = StoragePath.of(output);
      URI here = storage.system(page).makeQualified(page).toUri();
      return storage.exists(report) && here.resolve("/").equals(there.resolve("/"))
          ? java.nio.file.Path.of(here.getPath())
              .relativize(java.nio.file.Path.of(there.getPath()))
              .toString()
          : "";
    } catch (IOException e) {
      throw Storage.failure("cannot look for", report, e);
    }
  }

  /** What is to be known of models that were tested on different rows. */
  private static List<String> otherRows(List<ReportedModel> models) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (ReportedModel model : models) {
      String rows = model.provenance().rows().map(its -> its.test().hash()).orElse("unknown");
      names.computeIfAbsent(rows, key -> new ArrayList<>()).add(model.name());
    }
    if (names.size() == 1) {
      return List.of();
    }
    return List.of(
        "These models were tested on different rows, so that their likelihoods do not compare: "
            + names.values().stream()
                .map(group -> String.join(", ", group))
                .collect(Collectors.joining(" | "))
            + ".");
  }

  private static String nll(Evaluation evaluation) {
    return EvaluationLines.withError(evaluation.nll(), evaluation.standardError());
  }

  /** Such as {@code , a mixture of 5 Gaussians}. */
  private static String references(List<ReportedModel> models) {
    return models.stream()
        .flatMap(model -> model.evaluation().flatMap(Evaluation::best).stream())
        .map(best -> ", a " + best.name())
        .distinct()
        .collect(Collectors.joining());
  }

  private static String gap(Evaluation evaluation) {
    return evaluation.gap().isPresent()
        ? EvaluationLines.withError(evaluation.gap().getAsDouble(), evaluation.gapStandardError())
        : "–";
  }

  private static String optional(OptionalDouble value) {
    return value.isPresent() ? Numbers.nats(value.getAsDouble()) : "–";
  }

  /** The pictures that all models have, a row each. */
  private static Section pictures(List<ReportedModel> models, Map<String, byte[]> files) {
    List<Map<String, Supplier<Picture>>> drawings =
        models.parallelStream().map(ComparisonPage::drawings).toList();
    List<String> common =
        drawings.get(0).keySet().stream()
            .filter(name -> !name.startsWith("log-"))
            .filter(name -> drawings.stream().allMatch(of -> of.containsKey(name)))
            .toList();
    if (common.isEmpty()) {
      return new Section("", List.of());
    }
    List<List<Picture>> drawn =
        drawings.parallelStream()
            .map(of -> Part.each(common.stream().map(of::get).toList()))
            .toList();
    List<Block.MatrixRow> rows = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      ReportedModel model = models.get(i);
      List<Block.Figure> figures = new ArrayList<>();
      for (int j = 0; j < common.size(); j++) {
        Picture picture = drawn.get(i).get(j);
        files.put((i + 1) + "-" + model.name() + "-" + common.get(j) + ".png", picture.png());
        figures.add(new Block.Figure(picture, "", model.name() + ", " + common.get(j)));
      }
      rows.add(new Block.MatrixRow(model.name(), model.description(), figures));
    }
    List<String> titles = common.stream().map(name -> name.replace('-', ' ')).toList();
    return new Section("Densities and samples", List.of(new Block.Matrix(titles, rows)));
  }

  private static Map<String, Supplier<Picture>> drawings(ReportedModel model) {
    ModelPictures pictures = new ModelPictures(model);
    Map<String, Supplier<Picture>> all = new LinkedHashMap<>(pictures.densities());
    all.putAll(pictures.samples(model.samples()));
    return all;
  }

  private static Section warps(List<ReportedModel> models, Map<String, byte[]> files) {
    List<Optional<Picture>> drawn =
        models.parallelStream().map(model -> new ModelPictures(model).warp()).toList();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String name = models.get(i).name();
      String file = (i + 1) + "-" + name + "-warp.png";
      drawn
          .get(i)
          .ifPresent(
              picture -> {
                files.put(file, picture.png());
                String caption = name + ": draws of N(0, I) on their way to the data";
                blocks.add(new Block.Figure(picture, caption, caption));
              });
    }
    return new Section("From the base to the data", blocks);
  }
}
