package normflow.spark.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.engine.Moments;
import normflow.model.Model;
import normflow.spark.FailureCause;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.rows.References;
import normflow.spark.rows.RowCounts;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.MetricsLine;
import normflow.store.ModelStore;
import normflow.store.Provenance;
import normflow.store.Provenance.Raced;
import normflow.store.TrainedDensities;
import normflow.train.TrainingResult;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a training came to into the output of its job: the model and where it comes from
 * first, then how it does on the test rows, whose reading may fail.
 *
 * @param session that it was trained on
 * @param job that it is the result of
 * @param partitions tasks of a step
 * @param rows how many there were
 * @param references what it is compared with
 * @param race the flows and weight decays that were tried, if there was more than one
 */
record ModelFolder(
    SparkSession session,
    RunConfig job,
    int partitions,
    RowCounts rows,
    References references,
    List<Raced> race) {

  private static final String PROVENANCE = "provenance.json";
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

  /**
   * Writes {@code flow.json}, {@code parameters.safetensors}, {@code provenance.json}, {@code
   * references.json} and {@code densities.json} together.
   *
   * @return the digest of the parameters
   */
  String save(Storage storage, Fitted fitted) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(ModelStore.REFERENCES, bytes(references.lines()));
    densities(fitted.model()).ifPresent(kept -> files.put(ModelStore.DENSITIES, bytes(kept)));
    return new ModelStore(storage)
        .save(
            StoragePath.of(job.output()),
            fitted.model(),
            digest -> {
              files.put(PROVENANCE, bytes(provenance(fitted, Optional.empty(), digest)));
              return files;
            });
  }

  /** Of some of the training rows, on the driver. */
  private Optional<TrainedDensities> densities(Model model) {
    try {
      return TrainedDensities.of(EnginePool.logDensity(model, references.sample()));
    } catch (RuntimeException e) {
      // A model that is trained is saved without them.
      LOG.warn("the log-densities of the training rows are not kept: score has no --anomaly", e);
      return Optional.empty();
    }
  }

  /**
   * Reads the test rows, and writes {@code evaluation.json} and their part of {@code
   * provenance.json}. A failure is told in the result: the model is saved.
   *
   * @param digest of the parameters
   */
  Trained test(Storage storage, Fitted fitted, String digest) {
    Path folder = StoragePath.of(job.output());
    Optional<Evaluation> test = Optional.empty();
    String untested = "";
    try {
      test = fitted.test().get();
    } catch (Exception | OutOfMemoryError e) {
      // Spark throws checked exceptions that it does not declare.
      LOG.warn("the test rows of {} are not evaluated", folder, e);
      untested = FailureCause.reason(e);
    }
    Provenance provenance = provenance(fitted, test, digest);
    if (test.isPresent()) {
      storage.write(new Path(folder, "evaluation.json"), Codec.json(test.get()));
      storage.write(new Path(folder, PROVENANCE), bytes(provenance));
    }
    return new Trained(fitted.model(), fitted.result(), provenance, test, untested);
  }

  private Provenance provenance(Fitted fitted, Optional<Evaluation> test, String digest) {
    TrainingResult result = fitted.result();
    return new Provenance(
        job.given(fitted.model()::isConditionedOn),
        rows.training(),
        rows.validation(),
        rows.test(),
        rows.skipped(),
        partitions,
        fitted.model().flow().layout().trainedSize(),
        result.steps(),
        result.bestStep(),
        result.skipped(),
        result.stoppedEarly(),
        validationNll(fitted),
        test.stream().mapToDouble(Evaluation::nll).findFirst(),
        test.map(Evaluation::standardError).orElse(OptionalDouble.empty()),
        digest,
        fitted.seconds(),
        Instant.now().toString(),
        versions(),
        Optional.of(rows.identity()),
        race);
  }

  private static byte[] bytes(Object document) {
    return Codec.json(document).getBytes(StandardCharsets.UTF_8);
  }

  /** Mean -log p of the validation rows in the units of the input, nats. */
  static OptionalDouble validationNll(Fitted fitted) {
    Moments validation = fitted.result().validation();
    double offset = fitted.model().standardization().logDensityOffset();
    return validation.count() == 0
        ? OptionalDouble.empty()
        : MetricsLine.finite(validation.mean()[0] - offset);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    String own = ModelFolder.class.getPackage().getImplementationVersion();
    versions.put("normflow", own == null ? "unpackaged" : own);
    versions.put("spark", session.version());
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
