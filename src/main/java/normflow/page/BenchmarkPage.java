package normflow.page;

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
    sheetPicture.ifPresent(
        picture ->
            sections.add(
                new Section(
                    "Densities",
                    List.of(new Block.Figure(picture, "", "exact and learned densities")))));
    tables.gaps().ifPresent(table -> sections.add(section("Gap to the true density", table)));
    tables.likelihoods().ifPresent(table -> sections.add(section("Likelihood", table)));
    tables
        .differences()
        .ifPresent(table -> sections.add(section("Against simple densities", table)));
    tables.costs().ifPresent(table -> sections.add(section("Cost", table)));
    tables.failures().ifPresent(table -> sections.add(section("Failures", table)));
    sections.add(section("Configuration", new Block.Preformatted(Codec.yaml(config))));
    String subtitle =
        Numbers.format(
            "%d of %d pairs of %d flows and %d data sets",
            results.cells().size() - results.failed().size(),
            results.flows().size() * results.data().size(),
            results.flows().size(),
            results.data().size());
    return new Page("Benchmark", subtitle, sections);
  }

  private static Section section(String heading, Block block) {
    return new Section(heading, List.of(block));
  }
}
