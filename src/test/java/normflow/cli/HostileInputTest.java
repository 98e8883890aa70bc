package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.Maf;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.job.TextMutations;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of strangers on the command line: each is taken, or refused with exit status 2 and one
 * paragraph of at most 2,000 bytes in which no character is an order to a terminal.
 *
 * <p>{@code -Dhostile.mutations=2000} gives every kind so many and prints what they took.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("slow")
class HostileInputTest {

  private static final int FEW = 60;
  private static final int MUTATIONS = Integer.getInteger("hostile.mutations", FEW);

  @TempDir private Path folder;

  @Test
  void jobs() throws IOException {
    List<byte[]> jobs = samples("two-moons.yaml", "csv.yaml", "nsf-", "conditional.yaml");
    SplittableRandom random = new SplittableRandom(1);
    Path job = folder.resolve("job.yaml");
    run(
        "job",
        i -> {
          write(job, TextMutations.of(jobs.get(i % jobs.size()), random));
          return List.of("inspect", "--dim", "2", job.toString());
        });
  }

  @Test
  void sweeps() throws IOException {
    List<byte[]> sweeps = samples("sweep-");
    SplittableRandom random = new SplittableRandom(2);
    Path sweep = folder.resolve("sweep.yaml");
    run(
        "sweep",
        i -> {
          write(sweep, TextMutations.of(sweeps.get(i % sweeps.size()), random));
          return List.of("sweep", "--list", sweep.toString());
        });
  }

  @Test
  void benchmarks() throws IOException {
    List<byte[]> benchmarks = samples("benchmark.yaml", "tables.yaml");
    SplittableRandom random = new SplittableRandom(3);
    Path benchmark = folder.resolve("benchmark.yaml");
    run(
        "benchmark",
        i -> {
          write(benchmark, TextMutations.of(benchmarks.get(i % benchmarks.size()), random));
          return List.of("benchmark", "--list", benchmark.toString());
        });
  }

  @Test
  void flows() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    Path model = model();
    Path flow = model.resolve("flow.json");
    byte[] whole = Files.readAllBytes(flow);
    run(
        "flow.json",
        i -> {
          write(flow, TextMutations.of(whole, random));
          return List.of("inspect", model.toString());
        });
  }

  @Test
  void parametersWhoseDigestFits() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    Path model = model();
    Path parameters = model.resolve("parameters.safetensors");
    Path flow = model.resolve("flow.json");
    byte[] whole = Files.readAllBytes(parameters);
    String description = Files.readString(flow);
    String digest = sha256(whole);
    run(
        "safetensors",
        i -> {
          byte[] hostile = TextMutations.ofHeader(whole, random);
          write(parameters, hostile);
          write(flow, description.replace(digest, sha256(hostile)).getBytes(UTF_8));
          return List.of("inspect", model.toString());
        });
  }

  /** Makes a file hostile; the command that reads it. */
  private interface Mutation {
    List<String> command(int number);
  }

  private static void run(String kind, Mutation mutation) {
    int refused = 0;
    int longest = 0;
    double slowest = 0;
    double busiest = 0;
    int at = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      List<String> words = mutation.command(i);
      boolean json = i % 2 == 1;
      String[] command =
          Stream.concat(words.stream(), Stream.of("--json").filter(w -> json))
              .toArray(String[]::new);
      long began = System.nanoTime();
      long worked = processor();
      Commands ran = Commands.run(command);
      busiest = Math.max(busiest, (processor() - worked) * 1e-9);
      double seconds = (System.nanoTime() - began) * 1e-9;
      at = seconds > slowest ? i : at;
      slowest = Math.max(slowest, seconds);
      String where = kind + ", mutation " + i + ": ";
      assertTrue(
          ran.status() == 0 || ran.status() == 2, () -> where + ran.status() + ran.printed());
      assertTrue(isHarmless(ran.printed()), () -> where + "controls in " + ran.printed());
      if (ran.status() == 2) {
        refused++;
        longest = Math.max(longest, ran.printed().getBytes(UTF_8).length);
        assertParagraph(where, ran.printed(), json);
      }
    }
    assertTrue(refused > MUTATIONS / 4, refused + " refused");
    if (MUTATIONS > FEW) {
      System.out.printf(
          "%s: %d mutations, %d refused, slowest %.2f s (number %d), at most %.2f s of a processor,"
              + " longest error %d bytes%n",
          kind, MUTATIONS, refused, slowest, at, busiest, longest);
    }
  }

  private static long processor() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void assertParagraph(String where, String printed, boolean json) {
    assertEquals(1, printed.lines().count(), () -> where + printed);
    assertTrue(printed.getBytes(UTF_8).length <= 2048, () -> where + printed);
    assertTrue(
        printed.startsWith(json ? "{\"event\":\"error\"" : "error: "), () -> where + printed);
  }

  private static boolean isHarmless(String printed) {
    return printed
        .codePoints()
        .noneMatch(
            c ->
                (Character.isISOControl(c) && c != '\n')
                    || (c >= 0x202a && c <= 0x202e)
                    || (c >= 0x2066 && c <= 0x2069));
  }

  private static List<byte[]> samples(String... names) throws IOException {
    try (Stream<Path> found = Files.list(Path.of("conf"))) {
      return found
          .filter(path -> Stream.of(names).anyMatch(path.getFileName().toString()::startsWith))
          .sorted()
          .map(path -> unchecked(() -> Files.readAllBytes(path)))
          .toList();
    }
  }

  private Path model() {
    Path path = folder.resolve("model");
    List<Flow> flows =
        List.of(
            new Glow(2, List.of(4), Bound.SOFT, new StandardNormal()).flow(2),
            new Maf(2, List.of(4), Bound.SOFT, new StandardNormal()).flow(2));
    Flow both =
        new Flow(
            2, Stream.of(flows.get(0), flows.get(1)).flatMap(f -> f.layers().stream()).toList());
    Standardization standardization =
        new Standardization(new double[] {1, 2}, new double[] {0.5, 3}, 0);
    new ModelStore(new Storage(new Configuration()))
        .save(
            new org.apache.hadoop.fs.Path(path.toString()),
            new Model(both, List.of("a", "b"), standardization, both.layout().initial(1)));
    return path;
  }

  private static void write(Path path, byte[] content) {
    unchecked(() -> Files.write(path, content));
  }

  /** What may fail. */
  private interface Reading<T> {
    T get() throws IOException;
  }

  private static <T> T unchecked(Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
