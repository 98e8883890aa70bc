package normflow.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import normflow.codec.Codec;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.Path;

/** The files of a benchmark beside its models, each replaced whole. */
final class ResultsFolder {

  private final Storage storage;
  private final Path folder;
  private final BenchmarkPages pages;

  ResultsFolder(Storage storage, String output, BenchmarkPages pages) {
    this.storage = storage;
    this.folder = StoragePath.of(output);
    this.pages = pages;
  }

  /** Writes {@code results.csv}, {@code results.md} and {@code results.json}. */
  void writeTables(Results results) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("results.csv", utf8(ResultsCsv.of(results)));
    files.put("results.md", utf8(ResultsMarkdown.of(results)));
    files.put("results.json", utf8(Codec.json(results)));
    storage.writeAll(folder, files);
  }

  /** Writes pictures and page. */
  void writePictures(Results results) {
    storage.writeAll(folder, pages.files(results));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
