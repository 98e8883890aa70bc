package normflow.page.study;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.codec.Codec;
import normflow.config.BenchmarkConfig;
import normflow.report.draw.Picture;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.storage.Storage;
import normflow.study.Pages;
import normflow.study.grid.ResultTables;
import normflow.study.grid.Results;
import normflow.text.Numbers;

/** The page of a benchmark, and the contact sheet of its densities as {@code densities.png}. */
public final class BenchmarkPage implements Pages<Results> {

  private final BenchmarkConfig config;
  private final DensitySheet sheet;

  /** The page of a benchmark's results. */
  public BenchmarkPage(BenchmarkConfig config) {
    this.config = config;
    this.sheet = new DensitySheet(config);
  }

  @Override
  public Map<String, byte[]> files(Storage storage, Results results) {
    Optional<Picture> sheetPicture = sheet.picture(storage, results);
    Map<String, byte[]> files = new LinkedHashMap<>();
    sheetPicture.ifPresent(picture -> files.put("densities.png", picture.png()));
    files.put("index.html", page(results, sheetPicture).html().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private Page page(Results results, Optional<Picture> sheetPicture) {
    ResultTables tables = new ResultTables(results);
    List<Section> sections = new ArrayList<>();
    boolean one = results.flows().size() == 1;
    if (one) {
      new BenchmarkWords(config, results).table().ifPresent(t -> add(sections, "In words", t));
    }
    sheetPicture.ifPresent(
        picture ->
            add(
                sections,
                "Densities",
                new Block.Figure(picture, "", "exact and learned densities")));
    tables.gaps().ifPresent(table -> add(sections, "Gap to the true density", table));
    tables.likelihoods().ifPresent(table -> add(sections, "Likelihood", table));
    if (!one) {
      tables.differences().ifPresent(table -> add(sections, "Against simple densities", table));
    }
    tables.detections().ifPresent(table -> add(sections, "Anomalies", table));
    tables.costs().ifPresent(table -> add(sections, "Cost", table));
    tables.failures().ifPresent(table -> add(sections, "Failures", table));
    tables.leftOut().ifPresent(table -> add(sections, "Left out", table));
    add(sections, "Configuration", new Block.Preformatted(Codec.yaml(config)));
    String subtitle =
        Numbers.format(
            "%d of %d pairs of %s and %s",
            results.cells().size() - results.failed().size(),
            results.flows().size() * results.data().size(),
            number(results.flows().size(), "flow"),
            number(results.data().size(), "data set"));
    return new Page("Benchmark", subtitle, sections);
  }

  private static String number(int count, String name) {
    return count + " " + name + (count == 1 ? "" : "s");
  }

  private static void add(List<Section> sections, String heading, Block block) {
    sections.add(new Section(heading, List.of(block)));
  }
}
