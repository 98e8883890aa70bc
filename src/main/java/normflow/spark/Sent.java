package normflow.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

/**
 * A value that every executor is sent once and forgets when this is closed, under any serialiser:
 * it travels as bytes, and a JVM has one copy for as long as a task uses it.
 *
 * @param <T> its type
 */
public final class Sent<T> implements Serializable, AutoCloseable {

  private static final long serialVersionUID = 1;

  private static final int CHUNK_BYTES = 4 * 1024 * 1024;

  private static final Map<UUID, WeakReference<Object>> HERE = new ConcurrentHashMap<>();

  private final transient SparkContext spark;
  private final UUID key = UUID.randomUUID();
  private final Broadcast<Object[]> chunks;

  private Sent(SparkContext spark, Broadcast<Object[]> chunks) {
    this.spark = spark;
    this.chunks = chunks;
  }

  /** Sends a value to the executors. */
  public static <T> Sent<T> of(SparkContext spark, T value) {
    Chunks out = new Chunks();
    JavaBytes.write(value, out);
    Sent<T> sent =
        new Sent<>(
            spark, spark.broadcast(out.all(), ClassTag$.MODULE$.<Object[]>apply(Object[].class)));
    sent.remember(value);
    return sent;
  }

  /** The value. */
  @SuppressWarnings("unchecked")
  public T value() {
    Object known = known();
    if (known == null) {
      synchronized (HERE) {
        known = known();
        if (known == null) {
          known = JavaBytes.read(stream(chunks.value()));
          remember(known);
        }
      }
    }
    return (T) known;
  }

  private Object known() {
    WeakReference<Object> reference = HERE.get(key);
    return reference == null ? null : reference.get();
  }

  private void remember(Object value) {
    HERE.values().removeIf(reference -> reference.get() == null);
    HERE.put(key, new WeakReference<>(value));
  }

  private static InputStream stream(Object[] chunks) {
    return new SequenceInputStream(
        Collections.enumeration(
            Stream.of(chunks).map(chunk -> new ByteArrayInputStream((byte[]) chunk)).toList()));
  }

  /** The driver's: executors that are gone have forgotten it. */
  @Override
  public void close() {
    if (!spark.isStopped()) {
      Cancellation.free(chunks::destroy);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sent<?> sent && sent.key.equals(key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** No array holds more than 2 GiB. */
  private static final class Chunks extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();

    @Override
    public void write(int value) {
      last.write(value);
      seal(CHUNK_BYTES);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      last.write(bytes, offset, length);
      seal(CHUNK_BYTES);
    }

    private void seal(int size) {
      if (last.size() >= size) {
        full.add(last.toByteArray());
        last.reset();
      }
    }

    Object[] all() {
      seal(1);
      return full.toArray();
    }
  }
}
