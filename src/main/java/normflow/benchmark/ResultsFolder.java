package normflow.benchmark;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.config.BenchmarkConfig;
import normflow.config.Codec;
import normflow.report.draw.Pictures;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;

/** The files of a benchmark beside its models, each replaced whole. */
final class ResultsFolder {

  private final Storage storage;
  private final BenchmarkConfig config;
  private final Path folder;
  private final DensitySheet sheet;

  ResultsFolder(Storage storage, BenchmarkConfig config) {
    this.storage = storage;
    this.config = config;
    this.folder = StoragePath.of(config.output());
    this.sheet = new DensitySheet(storage, config);
  }

  /** Writes {@code results.csv}, {@code results.md} and {@code results.json}. */
  void writeTables(Results results) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("results.csv", utf8(ResultsCsv.of(results)));
    files.put("results.md", utf8(ResultsMarkdown.of(results)));
    files.put("results.json", utf8(Codec.json(results)));
    storage.writeAll(folder, files);
  }

  /** Writes {@code densities.png} and {@code index.html}. */
  void writePictures(Results results) {
    Optional<BufferedImage> image = sheet.image(results);
    Map<String, byte[]> files = new LinkedHashMap<>();
    image.ifPresent(picture -> files.put("densities.png", Pictures.png(picture)));
    files.put("index.html", utf8(page(results, image).html()));
    storage.writeAll(folder, files);
  }

  private Page page(Results results, Optional<BufferedImage> image) {
    ResultTables tables = new ResultTables(results);
    List<Section> sections = new ArrayList<>();
    image.ifPresent(
        picture ->
            sections.add(
                new Section(
                    "Densities",
                    List.of(new Block.Figure(picture, "", "exact and learned densities")))));
    tables.gaps().ifPresent(table -> sections.add(section("Gap to the true density", table)));
    tables.likelihoods().ifPresent(table -> sections.add(section("Likelihood", table)));
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
