package normflow.spark.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.layer.Planar.Start;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.Warnings;
import normflow.spark.checkpoint.CheckpointFolder;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.storage.Digest;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 10,000 spoilt files: each is read, or refused with an error that names it; none makes a reader
 * throw anything else, wait, or allocate what the file only claims to need.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("slow")
class HostileFilesTest {

  private static final long MOST_ALLOCATED = 64 << 20;
  private static final List<Flow> FLOWS =
      List.of(
          new Architecture.Planar(3, true, Start.SPREAD, new StandardNormal()).flow(2),
          new Architecture.RealNvp(2, List.of(4), Bound.LEARNED_TANH, true, new StandardNormal())
              .flow(2));

  @TempDir private Path folder;

  private final Storage storage = new Storage(new Configuration());

  /** 4,000: half as they are, half with digests that fit again. */
  @Test
  void models() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2; i++) {
      new ModelStore(storage).save(hadoop(folder.resolve("model" + i)), model(FLOWS.get(i)));
    }
    int read = 0;
    for (int i = 0; i < 4000; i++) {
      Path model = folder.resolve("model" + i % 2);
      byte[] flow = Files.readAllBytes(model.resolve("flow.json"));
      byte[] parameters = Files.readAllBytes(model.resolve("parameters.safetensors"));
      boolean ofFlow = i % 4 < 2;
      boolean fitsAgain = i % 8 < 4;
      byte[] spoilt = Mutations.of(ofFlow ? flow : parameters, random);
      Files.write(model.resolve(ofFlow ? "flow.json" : "parameters.safetensors"), spoilt);
      if (fitsAgain) {
        correctDigest(model);
      }
      Model found = outcome(i, "model", () -> new ModelStore(storage).load(hadoop(model)));
      if (found != null) {
        read++;
        assertEquals(found.flow().layout().size(), found.parameters().length);
        boolean noticed = ofFlow || fitsAgain || Arrays.equals(parameters, spoilt);
        assertTrue(noticed, "mutation " + i + " went unnoticed");
      }
      Files.write(model.resolve("flow.json"), flow);
      Files.write(model.resolve("parameters.safetensors"), parameters);
    }
    assertTrue(read > 50 && read < 1500, read + " of 4000 were read");
  }

  /** As if who spoilt the parameters had also written their digest. */
  private static void correctDigest(Path model) throws IOException {
    String digest = Digest.sha256(Files.readAllBytes(model.resolve("parameters.safetensors")));
    Path flow = model.resolve("flow.json");
    byte[] text = Files.readAllBytes(flow);
    String latin = new String(text, ISO_8859_1);
    Files.write(
        flow,
        latin
            .replaceFirst("(?<=\"parametersSha256\" : \")[0-9a-f]{64}", digest)
            .getBytes(ISO_8859_1));
  }

  /** 2,000: whatever changes, the checkpoint before is taken and a warning names the file. */
  @Test
  void checkpointsWithAnyChangeArePassedOver() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Path checkpoints = folder.resolve("checkpoints");
    CheckpointStore store = new CheckpointStore(storage, hadoop(checkpoints), 2, "digest");
    store.save(state(10));
    store.save(state(20));
    Path newest = newest(checkpoints);
    List<String> names = List.of("state.json", "arrays.safetensors", "manifest.json");
    try (Warnings warnings = new Warnings(CheckpointStore.class)) {
      for (int i = 0; i < 2000; i++) {
        Path spoilt = newest.resolve(names.get(i % 3));
        byte[] before = Files.readAllBytes(spoilt);
        byte[] after = Mutations.of(before, random);
        Files.write(spoilt, after);
        TrainingState found = outcome(i, "step-", () -> store.latest().orElseThrow());
        boolean same = Arrays.equals(before, after);
        assertEquals(same ? 20 : 10, found.step(), "mutation " + i + " of " + spoilt);
        List<String> warned = warnings.take();
        assertEquals(same ? 0 : 1, warned.size());
        assertTrue(same || warned.get(0).contains(spoilt.toString()), warned::toString);
        Files.write(spoilt, before);
      }
    }
  }

  /** 2,000 whose digests were made to fit again. */
  @Test
  void checkpointsWithDigestsThatFit() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    Path original = folder.resolve("original");
    new CheckpointStore(storage, hadoop(original), 1, "digest").save(state(20));
    Path whole = newest(original);
    byte[] state = Files.readAllBytes(whole.resolve("state.json"));
    byte[] arrays = Files.readAllBytes(whole.resolve("arrays.safetensors"));
    byte[] manifest = Files.readAllBytes(whole.resolve("manifest.json"));
    for (int i = 0; i < 2000; i++) {
      Path spoilt = folder.resolve("consistent");
      byte[] newState = i % 3 == 0 ? Mutations.of(state, random) : state;
      byte[] newArrays = i % 3 == 1 ? Mutations.of(arrays, random) : arrays;
      byte[] newManifest =
          i % 3 == 2 ? Mutations.of(manifest, random) : fitting(20, newState, newArrays);
      String name = "step-000000000020-" + Digest.sha256(newManifest).substring(0, 16);
      Files.createDirectories(spoilt.resolve(name));
      Files.write(spoilt.resolve(name).resolve("state.json"), newState);
      Files.write(spoilt.resolve(name).resolve("arrays.safetensors"), newArrays);
      Files.write(spoilt.resolve(name).resolve("manifest.json"), newManifest);
      CheckpointStore store = new CheckpointStore(storage, hadoop(spoilt), 1, "digest");
      TrainingState found = outcome(i, "consistent", () -> store.latest().orElseThrow());
      if (found != null) {
        assertEquals(20, found.step());
        assertEquals(found.parameters().length, found.best().parameters().length);
      }
      storage.delete(hadoop(spoilt));
    }
  }

  /** Texts that know what they attack, with digests that fit; the message is one paragraph. */
  @Test
  void hostileCheckpoints() throws IOException {
    int mutations = Integer.getInteger("hostile.mutations", 300);
    SplittableRandom random = new SplittableRandom(6);
    Path original = folder.resolve("original");
    new CheckpointStore(storage, hadoop(original), 1, "digest").save(state(20));
    Path whole = newest(original);
    byte[] state = Files.readAllBytes(whole.resolve("state.json"));
    byte[] arrays = Files.readAllBytes(whole.resolve("arrays.safetensors"));
    Path hostile = folder.resolve("hostile");
    double slowest = 0;
    int longest = 0;
    int refused = 0;
    try (Warnings warnings = new Warnings(CheckpointStore.class)) {
      for (int i = 0; i < mutations; i++) {
        byte[] newState = i % 3 == 0 ? TextMutations.of(state, random) : state;
        byte[] newArrays = i % 3 == 1 ? TextMutations.ofHeader(arrays, random) : arrays;
        byte[] fitting = fitting(20, newState, newArrays);
        byte[] manifest = i % 3 == 2 ? TextMutations.of(fitting, random) : fitting;
        String name = "step-000000000020-" + Digest.sha256(manifest).substring(0, 16);
        Files.createDirectories(hostile.resolve(name));
        Files.write(hostile.resolve(name).resolve("state.json"), newState);
        Files.write(hostile.resolve(name).resolve("arrays.safetensors"), newArrays);
        Files.write(hostile.resolve(name).resolve("manifest.json"), manifest);
        CheckpointStore store = new CheckpointStore(storage, hadoop(hostile), 1, "digest");
        long began = System.nanoTime();
        try {
          store.latest();
        } catch (ConfigException e) {
          refused++;
          longest = Math.max(longest, e.getMessage().getBytes(UTF_8).length);
          assertParagraph(i, e.getMessage());
        }
        slowest = Math.max(slowest, (System.nanoTime() - began) * 1e-9);
        for (String warning : warnings.take()) {
          assertParagraph(i, warning);
        }
        storage.delete(hadoop(hostile));
      }
    }
    assertTrue(refused > mutations / 4, refused + " refused");
    if (mutations > 300) {
      System.out.printf(
          "checkpoints: %d mutations, %d refused, slowest %.2f s, longest error %d bytes%n",
          mutations, refused, slowest, longest);
    }
  }

  private static void assertParagraph(int mutation, String message) {
    assertTrue(message.getBytes(UTF_8).length <= 2100, "mutation " + mutation + ": " + message);
    assertTrue(
        message.chars().noneMatch(Character::isISOControl),
        "mutation " + mutation + ": " + message);
  }

  private static byte[] fitting(long step, byte[] state, byte[] arrays) {
    return Codec.json(
            new CheckpointFolder.Manifest(
                1,
                step,
                java.util.Map.of(
                    "state.json",
                    new CheckpointFolder.FileEntry(state.length, Digest.sha256(state)),
                    "arrays.safetensors",
                    new CheckpointFolder.FileEntry(arrays.length, Digest.sha256(arrays)))))
        .getBytes(UTF_8);
  }

  /** 2,000: the sample jobs. */
  @Test
  void jobFiles() throws IOException {
    List<Path> jobs;
    try (Stream<Path> found = Files.list(Path.of("conf"))) {
      jobs = found.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
    }
    SplittableRandom random = new SplittableRandom(4);
    Path job = folder.resolve("job.yaml");
    int read = 0;
    for (int i = 0; i < 2000; i++) {
      Files.write(job, Mutations.of(Files.readAllBytes(jobs.get(i % jobs.size())), random));
      RunConfig found =
          outcome(
              i,
              "job.yaml",
              () -> {
                String text = storage.readText(hadoop(job));
                return Codec.yaml(job.toString(), text, RunConfig.class);
              });
      if (found != null) {
        read++;
        outcome(i, "", () -> found.flow().flow(2).layout());
        assertEquals(found, Codec.yaml("again", Codec.yaml(found), RunConfig.class));
      }
    }
    assertTrue(read > 100 && read < 1500, read + " of 2000 were read");
  }

  /** What was read, or null after an error of the right kind that names the file. */
  private static <T> T outcome(int mutation, String named, Supplier<T> reader) {
    long before = allocated();
    try {
      return reader.get();
    } catch (ConfigException e) {
      assertTrue(e.getMessage().contains(named), e.getMessage());
      return null;
    } catch (IllegalArgumentException e) {
      assertTrue(named.isEmpty(), "mutation " + mutation + ": " + e);
      return null;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("mutation " + mutation, e);
    } finally {
      long bytes = allocated() - before;
      assertTrue(bytes < MOST_ALLOCATED, "mutation " + mutation + " allocated " + bytes);
    }
  }

  private static long allocated() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  private static Path newest(Path checkpoints) throws IOException {
    try (Stream<Path> found = Files.list(checkpoints)) {
      return found.max(java.util.Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static Model model(Flow flow) {
    Standardization standardization =
        new Standardization(new double[] {1, 2}, new double[] {0.5, 3}, 0);
    return new Model(flow, List.of("a", "b"), standardization, flow.layout().initial(1));
  }

  private static TrainingState state(long step) {
    float[] parameters = {step, 2, 3};
    return new TrainingState(
        step,
        parameters,
        new float[] {4, step},
        step,
        0,
        0,
        new Best(step * 0.1, step, parameters, 0),
        List.of(new Measurement(step, 1, 2, Double.NaN, 0.1, 1, 100, 7, new Split(4, 2, 1))));
  }
}
