package normflow.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Values as bytes by Java's serialisation.
 *
 * <p>Spark's closures always travel so, but broadcasts, cached and shuffled rows and results of
 * tasks by {@code spark.serializer}: Kryo knows no records, and with {@code
 * spark.kryo.registrationRequired} only what was named to it before the session began. Arrays of
 * bytes and numbers it knows.
 */
public final class JavaBytes {

  private JavaBytes() {}

  /** A value as bytes. */
  static byte[] of(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(value, bytes);
    return bytes.toByteArray();
  }

  public static void write(Object value, OutputStream out) {
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serialise " + value.getClass().getName(), e);
    }
  }

  /** The value of such bytes; whoever reads them knows what was written. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T> T read(byte[] bytes) {
    return read(new ByteArrayInputStream(bytes));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <T> T read(InputStream bytes) {
    try (ObjectInputStream in = new InThisJar(bytes)) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("cannot read what was sent", e);
    }
  }

  /** {@code rows.collect()}, whatever serialiser Spark uses. */
  public static <T> List<T> collect(JavaRDD<T> rows) {
    return rows.map(JavaBytes::of).collect().stream().map(JavaBytes::<T>read).toList();
  }

  /** Finds classes beside this one: the job's jar has a class loader of its own. */
  private static final class InThisJar extends ObjectInputStream {
    InThisJar(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, JavaBytes.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return ofUsers(description);
      }
    }

    /** What a user provides lies in a jar that came later, which the thread's loader knows. */
    private Class<?> ofUsers(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader later = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, later);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }
}
