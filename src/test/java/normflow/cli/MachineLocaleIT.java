package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import normflow.cli.console.Done;
import normflow.codec.Codec;
import normflow.config.Source;
import normflow.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on machines whose language has other digits, or no letters but those of ASCII. */
class MachineLocaleIT {

  private static final List<String> COLUMNS = List.of("gr\u00f6\u00dfe", "\u9577\u3055");

  @TempDir private Path folder;

  @Test
  void aRunThatOneMachineBeganGoesOnOnAnother() throws IOException, InterruptedException {
    Path table = folder.resolve("table.csv");
    StringBuilder rows = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (int i = 0; i < 100; i++) {
      rows.append(i % 7).append(',').append(i % 10 * 0.5).append('\n');
    }
    Files.writeString(table, rows);
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        data: {type: table, format: csv, path: %s, columns: [%s]}
        validation: {share: 0.2}
        flow: {type: planar, layers: 1}
        training: {batchSize: 32, steps: 30, validationInterval: 10}
        checkpoints: {steps: 10, keep: 9}
        partitions: 1
        output: %s
        """
            .formatted(table, String.join(", ", COLUMNS), folder.resolve("model")));
    Done.Trained begun = trained(job, Map.of(), List.of("-Duser.language=ar"));
    List<Path> checkpoints = checkpoints();
    List<String> steps = List.of("step-000000000010", "step-000000000020", "step-000000000030");
    assertEquals(steps, steps(checkpoints));
    new Storage(new Configuration())
        .delete(new org.apache.hadoop.fs.Path(checkpoints.get(2).toString()));
    Done.Trained resumed =
        trained(job, Map.of("LC_ALL", "C"), List.of("-Dfile.encoding=US-ASCII"), "--resume");
    assertEquals(checkpoints.subList(0, 2), checkpoints().subList(0, 2));
    assertEquals(steps, steps(checkpoints()));
    String log = Files.readString(folder.resolve("log"));
    assertTrue(log.contains("\"step\":30,") && !log.contains("\"step\":10,"), log);
    assertEquals(begun.provenance().parametersSha256(), resumed.provenance().parametersSha256());
    for (Done.Trained done : List.of(begun, resumed)) {
      assertEquals(COLUMNS, ((Source.Table) done.provenance().config().data()).columns());
    }
    everyTextIsUtf8();
  }

  private Done.Trained trained(
      Path job, Map<String, String> environment, List<String> options, String... more)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path log = folder.resolve("log");
    List<String> command =
        Stream.concat(Stream.of("train", job.toString(), "--json"), Stream.of(more)).toList();
    DriverProcess process = DriverProcess.start(out, log, environment, options, command);
    assertEquals(0, process.finish(), Files.readString(log));
    return Codec.json("standard output", utf8(out), Done.Trained.class);
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve("model/checkpoints"))) {
      return found.sorted().toList();
    }
  }

  /** The digest behind the step is also of the time that it took. */
  private static List<String> steps(List<Path> checkpoints) {
    return checkpoints.stream()
        .map(path -> path.getFileName().toString().substring(0, 17))
        .toList();
  }

  private void everyTextIsUtf8() throws IOException {
    int read = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().matches(".*\\.(json|jsonl|yaml|html|csv)")) {
          String text = utf8(file);
          // Arabic and Devanagari digits, and what a letter becomes where it cannot be written.
          assertTrue(text.chars().noneMatch(c -> c >= 0x660 && c <= 0x96f), file::toString);
          assertTrue(!text.contains("gr?") && !text.contains("gr\ufffd"), file::toString);
          read++;
        }
      }
    }
    assertTrue(read > 5, read + " files");
    assertTrue(utf8(folder.resolve("model/report/index.html")).contains(COLUMNS.get(1)));
  }

  private static String utf8(Path file) throws IOException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
  }
}
