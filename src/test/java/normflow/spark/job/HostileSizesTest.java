package normflow.spark.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.Maf;
import normflow.model.Model;
import normflow.model.SafeTensors;
import normflow.model.Standardization;
import normflow.spark.rows.Samples;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim to be large, and models that do not fit together. */
class HostileSizesTest {

  private static final long MOST_ALLOCATED = 64 << 20;
  private static final Flow FLOW = Maf.defaults().flow(2);

  @TempDir private Path folder;

  private final Storage storage = new Storage(new Configuration(false));
  private String description;

  @BeforeEach
  void save() throws IOException {
    Standardization standardization =
        new Standardization(new double[] {1, 2}, new double[] {0.5, 3}, 0);
    float[] parameters = FLOW.layout().initial(1);
    new ModelStore(storage)
        .save(path(folder), new Model(FLOW, List.of("a", "b"), standardization, parameters));
    description = Files.readString(folder.resolve("flow.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ 64, 64 ]|[ 2147483647, 64 ]|hidden[0] = 2147483647: widths are at most 100,000",
        "[ 64, 64 ]|[ 100000, 100000 ]|more than 100000000 values",
        "\"dim\" : 2|\"dim\" : 2147483647|dim = 2147483647: must be from 1 to 100,000",
        "\"dim\" : 2|\"dim\" : 100000|must have one index for each of 100000 columns",
        "\"context\" : 0|\"context\" : 2147483647|context = 2147483647",
        "[ \"a\", \"b\" ]|[ \"a\" ]|columns has 1 values: the flow has 2 columns",
        "[ \"a\", \"b\" ]|[ \"a\", \"a\" ]|columns[1] = a: appears twice",
        "[ \"a\", \"b\" ]|[ \"a\", \" \" ]|columns[1] is blank",
        "[ 1.0, 2.0 ]|[ 1.0 ]|mean has 1 values",
        "[ 0.5, 3.0 ]|[ 0.5, 3.0, 1.0 ]|scale has 3 values",
        "[ 0.5, 3.0 ]|[ 0.5, 0.0 ]|must be finite, the scale positive",
      })
  void descriptions(String there, String instead, String expected) throws IOException {
    assertTrue(description.contains(there), description);
    Files.writeString(folder.resolve("flow.json"), description.replace(there, instead));
    assertRefused(expected, () -> new ModelStore(storage).load(path(folder)));
  }

  @Test
  void manyLayers() throws IOException {
    String layers = "{\"type\": \"act-norm\"}, ".repeat(40_000);
    Files.writeString(
        folder.resolve("flow.json"), description.replaceFirst("\"layers\" : \\[", "$0 " + layers));
    ConfigException error =
        assertThrows(ConfigException.class, () -> new ModelStore(storage).load(path(folder)));
    assertTrue(error.getMessage().contains("40024 layers over 2 columns"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsAreFinite(float value) {
    float[] parameters = FLOW.layout().initial(1);
    parameters[3] = value;
    String name = FLOW.layout().entries().get(1).weight().name();
    assertRefused(
        name + "[1] = " + value + ": must be finite",
        () -> SafeTensors.vector(FLOW.layout(), SafeTensors.named(FLOW.layout(), parameters)));
  }

  @Test
  void aHeaderOfEmptyArrays() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 100_000; i++) {
      header.append(i == 0 ? "" : ",").append("\"").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    byte[] json = header.append("}").toString().getBytes(UTF_8);
    byte[] file =
        ByteBuffer.allocate(8 + json.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array();
    assertRefused("the header has", () -> SafeTensors.decode("file", file, 20));
    byte[] two = SafeTensors.encode(Map.of("a", array(), "b", array()));
    assertRefused("2 arrays: at most 1", () -> SafeTensors.decode("file", two, 1));
  }

  private static SafeTensors.Array array() {
    return new SafeTensors.Array(List.of(0), new float[0]);
  }

  @Test
  void jobsAreMeasuredBeforeTheyAreParsed() throws IOException {
    Path job = folder.resolve("job.yaml");
    Files.writeString(job, "partitions: " + "9".repeat(5_000_000) + "\n");
    assertRefused("5000013 bytes: it can have 1048576 at most", () -> storage.readJob(path(job)));
    Files.writeString(job, "partitions: " + "9".repeat(1_000_000) + "\n");
    assertRefused("a word that begins with 999", () -> read(job));
    Files.writeString(job, "partitions: " + "9".repeat(60_000) + "\n");
    assertRefused("(60000 characters): must be a whole number", () -> read(job));
  }

  private RunConfig read(Path job) {
    return Codec.yaml("job.yaml", storage.readJob(path(job)), RunConfig.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: nsf-ar, hidden: [100000, 100000]}|more than 100000000 values",
        "{type: maf, transforms: 10000, hidden: [HIDDEN]}|more than 300,000 weights up to here",
        "{type: realnvp-fast, couplings: 10000, hidden: [100000]}|more than 100,000,000 parameters up to here",
        "{type: glow, hidden: [2147483647]}|hidden[0] = 2147483647: widths are at most 100,000",
      })
  void flowsOfJobs(String flow, String expected) {
    String text = flow.replace("HIDDEN", "1, ".repeat(999) + "1");
    assertRefused(
        expected, () -> Samples.built(Codec.yaml("flow", text, Architecture.class), 3, 1));
  }

  private static void assertRefused(String expected, Runnable reading) {
    long before = allocated();
    ConfigException error = assertThrows(ConfigException.class, reading::run);
    long bytes = allocated() - before;
    assertTrue(error.getMessage().contains(expected), error.getMessage());
    assertTrue(bytes < MOST_ALLOCATED, expected + ": " + bytes + " bytes");
  }

  private static long allocated() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
