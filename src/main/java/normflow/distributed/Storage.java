package normflow.distributed;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files of any of Hadoop's file systems: {@code file:}, {@code hdfs:}, {@code s3a:} and others. */
public final class Storage {

  private final Configuration configuration;

  public Storage(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Whether a file or folder exists. */
  public boolean exists(Path path) {
    try {
      return system(path).exists(path);
    } catch (IOException e) {
      throw failure("cannot look at", path, e);
    }
  }

  /** Whether a path, which may hold wildcards, finds anything. */
  public boolean matches(Path path) {
    try {
      FileStatus[] found = system(path).globStatus(path);
      return found != null && found.length > 0;
    } catch (IOException e) {
      throw failure("cannot look at", path, e);
    }
  }

  /** All bytes of a file. */
  public byte[] read(Path path) {
    try (FSDataInputStream stream = system(path).open(path)) {
      return stream.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(path + " does not exist", e);
    } catch (IOException e) {
      throw failure("cannot read", path, e);
    }
  }

  /** A file as text. */
  public String readText(Path path) {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /**
   * Writes a file so that its name never stands for less than all of it: under another name first,
   * synced and closed, then renamed. An existing file is replaced.
   */
  public void write(Path path, byte[] content) {
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    try {
      FileSystem system = system(path);
      try (FSDataOutputStream stream = system.create(temporary, true)) {
        stream.write(content);
        if (stream.hasCapability("hsync")) {
          stream.hsync();
        }
      }
      if (system.exists(path) && !system.delete(path, false)) {
        throw new IOException("the old file cannot be deleted");
      }
      if (!system.rename(temporary, path)) {
        throw new IOException("cannot rename " + temporary);
      }
    } catch (IOException e) {
      throw failure("cannot write", path, e);
    }
  }

  /** Writes a text file as {@link #write(Path, byte[])} does. */
  public void write(Path path, String content) {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes a file or folder if it exists. */
  public void delete(Path path) {
    try {
      FileSystem system = system(path);
      if (!system.delete(path, true) && system.exists(path)) {
        throw new IOException("it is still there");
      }
    } catch (IOException e) {
      throw failure("cannot delete", path, e);
    }
  }

  /** Names in a folder, sorted; none if there is no such folder. */
  public List<String> list(Path folder) {
    try {
      return Arrays.stream(system(folder).listStatus(folder))
          .map(status -> status.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("cannot list", folder, e);
    }
  }

  /** Writes files of one folder, each as {@link #write(Path, byte[])} does. */
  public void writeAll(Path folder, Map<String, byte[]> files) {
    files.forEach((name, content) -> write(new Path(folder, name), content));
  }

  /** Opens a file for lines that are to be seen as they come. */
  FSDataOutputStream create(Path path) {
    try {
      return system(path).create(path, true);
    } catch (IOException e) {
      throw failure("cannot write", path, e);
    }
  }

  private FileSystem system(Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  private static UncheckedIOException failure(String what, Path path, IOException cause) {
    return new UncheckedIOException(what + " " + path + ": " + cause.getMessage(), cause);
  }
}
