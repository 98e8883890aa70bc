package normflow.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import normflow.codec.Codec;
import normflow.storage.Storage;
import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The learning curves as JSON lines, each visible as soon as it is written where the file system
 * can do that. A resumed run writes the lines before its checkpoint again.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {

  private final Path path;
  private final double offset;
  private final FSDataOutputStream stream;

  /**
   * @param offset what log-densities have more in the units of the input than standardised
   */
  public MetricsFile(Storage storage, Path path, double offset) {
    this.path = path;
    this.offset = offset;
    this.stream = storage.create(path);
  }

  /** Writes whole learning curves. */
  public static void write(Storage storage, Path path, double offset, List<Measurement> curves) {
    try (MetricsFile file = new MetricsFile(storage, path, offset)) {
      curves.forEach(file::add);
    }
  }

  @Override
  public void measured(long steps, Measurement measurement) {
    add(measurement);
  }

  public void add(Measurement m) {
    String line = Codec.jsonLine(MetricsLine.of(m, offset)) + "\n";
    try {
      stream.write(line.getBytes(StandardCharsets.UTF_8));
      if (stream.hasCapability("hflush")) {
        stream.hflush();
      }
    } catch (IOException e) {
      throw failure(e);
    } catch (FSError e) {
      throw failure(new IOException(e.getCause().getMessage(), e));
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw failure(e);
    } catch (FSError e) {
      throw failure(new IOException(e.getCause().getMessage(), e));
    }
  }

  private UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException("cannot write " + path + ": " + cause.getMessage(), cause);
  }
}
