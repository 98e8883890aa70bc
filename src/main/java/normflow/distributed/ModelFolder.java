package normflow.distributed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import normflow.config.Codec;
import normflow.config.RunConfig;
import normflow.distributed.TrainingJob.Trained;
import normflow.engine.Moments;
import normflow.model.Model;
import normflow.train.TrainingResult;
import org.apache.hadoop.fs.Path;

/**
 * Where the result of a training goes: the model, where it comes from, and how it does on test
 * rows.
 *
 * @param storage that holds it
 * @param sparkVersion that it was trained on
 */
record ModelFolder(Storage storage, String sparkVersion) {

  /**
   * What a training came to.
   *
   * @param model with its parameters
   * @param result how it got there
   * @param test how it does on the test rows, if there are any
   * @param seconds wall time of its steps
   */
  record Outcome(Model model, TrainingResult result, Optional<Evaluation> test, double seconds) {}

  /**
   * Writes {@code flow.json}, {@code parameters.safetensors}, {@code provenance.json} and {@code
   * evaluation.json} into the output of a job.
   *
   * @param partitions that the rows were held in
   */
  Trained save(RunConfig job, int partitions, RowCounts rows, Outcome outcome) {
    Path output = Storage.path(job.output());
    String digest = new ModelStore(storage).save(output, outcome.model());
    Provenance provenance = provenance(job, partitions, rows, outcome, digest);
    storage.write(new Path(output, "provenance.json"), Codec.json(provenance));
    outcome
        .test()
        .ifPresent(test -> storage.write(new Path(output, "evaluation.json"), Codec.json(test)));
    return new Trained(outcome.model(), outcome.result(), provenance, outcome.test());
  }

  private Provenance provenance(
      RunConfig job, int partitions, RowCounts rows, Outcome outcome, String digest) {
    TrainingResult result = outcome.result();
    return new Provenance(
        job,
        rows.training(),
        rows.validation(),
        rows.test(),
        rows.skipped(),
        partitions,
        outcome.model().flow().layout().trainedSize(),
        result.steps(),
        result.bestStep(),
        result.skipped(),
        result.stoppedEarly(),
        validationNll(outcome),
        outcome.test().stream().mapToDouble(Evaluation::nll).findFirst(),
        outcome.test().stream().mapToDouble(Evaluation::standardError).findFirst(),
        digest,
        outcome.seconds(),
        Instant.now().toString(),
        versions());
  }

  private static OptionalDouble validationNll(Outcome outcome) {
    Moments validation = outcome.result().validation();
    double offset = outcome.model().standardization().logDensityOffset();
    return validation.count() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(validation.mean()[0] - offset);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    String own = ModelFolder.class.getPackage().getImplementationVersion();
    versions.put("normflow", own == null ? "unpackaged" : own);
    versions.put("spark", sparkVersion);
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("nd4j", nd4jVersion());
    return versions;
  }

  /** Maven leaves the version in the jar, also in one that holds other jars. */
  private static String nd4jVersion() {
    String resource = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    Properties properties = new Properties();
    try (InputStream stream = ModelFolder.class.getResourceAsStream(resource)) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
    return properties.getProperty("version", "unknown");
  }
}
