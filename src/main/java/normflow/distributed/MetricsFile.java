package normflow.distributed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import normflow.config.Codec;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * The learning curves as JSON lines, each visible as soon as it is written where the file system
 * can do that. A resumed run writes the lines before its checkpoint again.
 */
final class MetricsFile implements TrainingListener, AutoCloseable {

  private final FSDataOutputStream stream;

  MetricsFile(Storage storage, Path path) {
    this.stream = storage.create(path);
  }

  @Override
  public void measured(long steps, Measurement measurement) {
    add(measurement);
  }

  void add(Measurement m) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", m.step());
    line.put("epoch", m.epoch());
    put(line, "training_nll", m.trainingLoss());
    put(line, "validation_nll", m.validationLoss());
    put(line, "learning_rate", m.learningRate());
    put(line, "gradient_norm", m.gradientNorm());
    put(line, "rows_per_second", m.rowsPerSecond());
    put(line, "seconds", m.seconds());
    try {
      stream.write((Codec.jsonLine(line) + "\n").getBytes(StandardCharsets.UTF_8));
      if (stream.hasCapability("hflush")) {
        stream.hflush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the metrics: " + e.getMessage(), e);
    }
  }

  /** JSON has no NaN: what was not measured is left out. */
  private static void put(Map<String, Object> line, String key, double value) {
    if (Double.isFinite(value)) {
      line.put(key, value);
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the metrics: " + e.getMessage(), e);
    }
  }
}
