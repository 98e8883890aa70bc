package normflow.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.text.Shown;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files of any of Hadoop's file systems: {@code file:}, {@code hdfs:}, {@code s3a:} and others.
 *
 * <p>A failure is an {@link UncheckedIOException} whose message names the path.
 */
public final class Storage {

  /** Longest file that a person writes: a job, a sweep, a benchmark, a recipe. */
  private static final long MOST_JOB_BYTES = 1L << 20;

  /** Longest description of a result; nothing of ours comes near. */
  private static final long MOST_TEXT_BYTES = 4L << 20;

  /** Longest file of a line a measurement. */
  private static final long MOST_LINES_BYTES = 64L << 20;

  /** Longest array of bytes. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final Configuration configuration;
  private final UnaryOperator<Path> placing;

  public Storage(Configuration configuration) {
    this(configuration, UnaryOperator.identity());
  }

  private Storage(Configuration configuration, UnaryOperator<Path> placing) {
    this.configuration = configuration;
    this.placing = placing;
  }

  /** The same files, but what is in {@code folder} is written and read in another one. */
  public Storage redirected(Path folder, Path other) {
    return new Storage(
        configuration, path -> placing.apply(Replacement.moved(path, folder, other)));
  }

  /** Where what is called {@code path} is written. */
  public Path placed(Path path) {
    return placing.apply(path);
  }

  /** Where what is called {@code path} is to be read: aside, if a killed process left it there. */
  public Path standing(Path path) {
    return at(placed(path), "cannot look at", Replacement::standing);
  }

  /** A path for errors: as it was given, and where that is. */
  public String named(Path path) {
    String given = Shown.value(path);
    try {
      String resolved = Shown.value(path.getFileSystem(configuration).makeQualified(path));
      return resolved.equals(given) ? given : given + " (" + resolved + ")";
    } catch (IOException | IllegalArgumentException e) {
      // There is no such file system, which is an error of its own.
      return given;
    }
  }

  /** Whether a file or folder exists, also one that a killed process left half replaced. */
  public boolean exists(Path path) {
    return at(standing(path), "cannot look at", FileSystem::exists);
  }

  /** Whether a path, which may hold wildcards, finds anything. */
  public boolean matches(Path path) {
    FileStatus[] found = at(path, "cannot look at", FileSystem::globStatus);
    return (found != null && found.length > 0) || exists(path);
  }

  /** All bytes of a file. */
  public byte[] read(Path path) {
    return read(path, MOST_BYTES);
  }

  /**
   * All bytes of a file.
   *
   * @throws ConfigException if it has more than {@code most} bytes; nothing is read then
   */
  public byte[] read(Path path, long most) {
    Path place = standing(path);
    try {
      FileSystem system = system(place);
      FileStatus status = system.getFileStatus(place);
      if (status.isDirectory()) {
        throw new ConfigException(path + " is a folder: a file was expected", null);
      }
      if (status.getLen() > most) {
        throw new ConfigException(
            path + " has " + status.getLen() + " bytes: it can have " + most + " at most", null);
      }
      return Replacement.content(system, place);
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(named(path) + " does not exist", e);
    } catch (IOException e) {
      throw failure("cannot read", path, e);
    }
  }

  /** A file as text. */
  public String readText(Path path) {
    return readText(path, MOST_TEXT_BYTES);
  }

  /** A file that a person wrote. */
  public String readJob(Path path) {
    return readText(path, MOST_JOB_BYTES);
  }

  /** The lines of a file, of which there may be many. */
  public Stream<String> readLines(Path path) {
    return readText(path, MOST_LINES_BYTES).lines();
  }

  public String readText(Path path, long most) {
    return new String(read(path, most), StandardCharsets.UTF_8);
  }

  /**
   * Where {@code other} stands that was written together with the {@code last} one: aside, if a
   * killed process left them half replaced.
   */
  public Path together(Path last, Path other) {
    Path aside = Replacement.aside(placed(last));
    return standing(last).equals(aside) && exists(Replacement.aside(other))
        ? Replacement.aside(other)
        : other;
  }

  /**
   * Writes a file so that its name never stands for less than all of it: under another name first,
   * synced, closed and read again, then renamed. An existing file is replaced, or stays if that
   * fails.
   */
  public void write(Path path, byte[] content) {
    writeTogether(path.getParent(), Map.of(path.getName(), content));
  }

  /** Writes a text file as {@link #write(Path, byte[])} does. */
  public void write(Path path, String content) {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes files of one folder, each as {@link #write(Path, byte[])} does. */
  public void writeAll(Path folder, Map<String, byte[]> files) {
    files.forEach((name, content) -> write(new Path(folder, name), content));
  }

  /** Writes files that replace those before them together or not at all; the last one leads. */
  public void writeTogether(Path given, Map<String, byte[]> files) {
    Path folder = placed(given);
    List<Path> targets = files.keySet().stream().map(name -> new Path(folder, name)).toList();
    Path at = folder;
    try {
      Replacement replacement = new Replacement(system(folder), targets);
      try {
        replacement.recover();
        for (Path target : targets) {
          at = target;
          replacement.put(target, files.get(target.getName()));
        }
        replacement.commit();
      } catch (IOException e) {
        replacement.discard();
        throw e;
      }
    } catch (IOException e) {
      throw failure("cannot write", at, e);
    }
  }

  /** Puts what waits in {@link #temporary} in the place of a file or folder. */
  public void replace(Path given) {
    Path path = placed(given);
    try {
      Replacement replacement = new Replacement(system(path), List.of(path));
      replacement.recover();
      replacement.commit();
    } catch (IOException e) {
      throw failure("cannot write", path, e);
    }
  }

  /** Where the new content of a path waits for {@link #replace}. */
  public Path temporary(Path path) {
    return Replacement.temporary(placed(path));
  }

  /** Deletes a file or folder if it exists. */
  public void delete(Path given) {
    Path path = placed(given);
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
  public List<String> list(Path given) {
    Path folder = standing(given);
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

  /** Opens a file for lines that are to be seen as they come. */
  public FSDataOutputStream create(Path given) {
    return at(placed(given), "cannot write", Creation::replacing);
  }

  /** Writes a file that must not exist; false if it does, for all callers at one time but one. */
  boolean writeNew(Path given, byte[] content) {
    return at(
        placed(given), "cannot write", (system, path) -> Creation.exclusive(system, path, content));
  }

  /** Writes a file under its own name: for one that may be half written for a moment. */
  public void overwrite(Path given, byte[] content) {
    Path path = placed(given);
    try (FSDataOutputStream stream = Creation.replacing(system(path), path)) {
      stream.write(content);
    } catch (IOException e) {
      throw failure("cannot write", path, e);
    }
  }

  /** When a file was written, by the clock of its file system; empty if there is none. */
  OptionalLong modified(Path given) {
    Path path = placed(given);
    try {
      return OptionalLong.of(system(path).getFileStatus(path).getModificationTime());
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw failure("cannot look at", path, e);
    }
  }

  /** What is done on a file system. */
  private interface Work<T> {
    T on(FileSystem system, Path path) throws IOException;
  }

  private <T> T at(Path path, String failing, Work<T> work) {
    try {
      return work.on(system(path), path);
    } catch (IOException e) {
      throw failure(failing, path, e);
    }
  }

  public FileSystem system(Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  public static UncheckedIOException failure(String what, Path path, IOException cause) {
    return new UncheckedIOException(
        Shown.paragraph(what + " " + path + ": " + cause.getMessage()), cause);
  }
}
