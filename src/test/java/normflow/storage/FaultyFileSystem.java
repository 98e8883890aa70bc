package normflow.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files under the scheme {@code faulty}, whose k-th create, write, close, rename, delete or
 * mkdirs goes wrong in a way that can be chosen.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

  /** What goes wrong. */
  public enum Fault {
    /** One operation throws. */
    THROWS,
    /** One operation throws and so do all after it, as if the process had ended there. */
    HALTS,
    /** A write loses half of its bytes and says nothing. */
    LOSES,
    /** A rename or delete does nothing and returns false. */
    REFUSES,
    /** The disk is full from there on: creating and writing throw, the rest works. */
    FULL
  }

  static final String MESSAGE = "injected fault";
  private static final AtomicLong OPERATIONS = new AtomicLong();
  private static final AtomicLong INJECTED = new AtomicLong();
  private static volatile Fault fault = Fault.THROWS;
  private static volatile long at;

  /** Counts anew, and lets operation {@code k}, from 1 on, go wrong; 0 lets all go well. */
  public static void arm(Fault chosen, long k) {
    fault = chosen;
    at = k;
    OPERATIONS.set(0);
  }

  /** Operations since {@link #arm}. */
  public static long operations() {
    return OPERATIONS.get();
  }

  /** Lets all go well from now on; whether something went wrong before. */
  public static boolean disarm() {
    boolean happened = at > 0 && OPERATIONS.get() >= at;
    at = 0;
    if (happened) {
      INJECTED.incrementAndGet();
    }
    return happened;
  }

  /** Prints how often something went wrong in this JVM, for the documentation. */
  public static void report(Class<?> test) {
    System.out.println(test.getSimpleName() + ": " + INJECTED.getAndSet(0) + " faults");
  }

  /**
   * Counts an operation.
   *
   * @param writes whether it needs space
   * @return whether it must not do what it says that it did
   */
  private static boolean step(boolean writes) throws IOException {
    long number = OPERATIONS.incrementAndGet();
    if (at == 0 || number < at) {
      return false;
    }
    switch (fault) {
      case THROWS -> {
        if (number == at) {
          throw new IOException(MESSAGE);
        }
      }
      case HALTS -> throw new IOException(MESSAGE);
      case FULL -> {
        if (writes) {
          throw new IOException("No space left on device");
        }
      }
      case LOSES -> {
        return writes && number == at;
      }
      case REFUSES -> {
        return !writes && number == at;
      }
    }
    return false;
  }

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    step(true);
    return faulty(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    step(true);
    return faulty(
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream faulty(FSDataOutputStream stream) {
    return new FSDataOutputStream(new FaultyStream(stream), null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return !step(false) && super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return !step(false) && super.delete(path, recursive);
  }

  /** Not asked for here, and a process of its own each time. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}

  @Override
  public boolean mkdirs(Path path) throws IOException {
    step(true);
    return super.mkdirs(path);
  }

  /** A stream whose writes and close are operations that can go wrong. */
  private static final class FaultyStream extends FilterOutputStream {

    private boolean closed;

    FaultyStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      if (!step(true)) {
        out.write(value);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      boolean lies = step(true);
      out.write(bytes, offset, lies ? length / 2 : length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out.close();
        step(false);
      }
    }
  }
}
