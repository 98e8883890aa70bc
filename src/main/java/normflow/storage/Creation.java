package normflow.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;

/** How files come into being where Hadoop's own ways are not enough. */
final class Creation {

  /** HDFS's words for a file that is there and was never closed, as a killed writer leaves it. */
  private static final List<String> UNCLOSED =
      List.of(".AlreadyBeingCreatedException", ".RecoveryInProgressException");

  private Creation() {}

  /**
   * Creates or overwrites a file. Local ones would have .crc files beside them; what must not be
   * damaged has SHA-256 digests. Hadoop keeps one file system for the whole application, so that to
   * turn its checksums off would take them from others too.
   */
  static FSDataOutputStream replacing(FileSystem system, Path path) throws IOException {
    if (!(system instanceof ChecksumFileSystem checked)) {
      return system.create(path, true);
    }
    FSDataOutputStream stream = checked.getRawFileSystem().create(path, true);
    // The sums of what was there before.
    checked.getRawFileSystem().delete(checked.getChecksumFile(path), false);
    return stream;
  }

  /**
   * Writes a file that must not exist; false if it does, for all callers at one time but one. On a
   * local disk that knows hard links the file has all its content from its first moment.
   */
  static boolean exclusive(FileSystem system, Path path, byte[] content) throws IOException {
    try {
      if (system instanceof LocalFileSystem local) {
        // Hadoop's local create looks first and opens then; two callers could both succeed.
        java.nio.file.Path file = local.pathToFile(path).toPath();
        Files.createDirectories(file.getParent());
        createWhole(file, content);
        return true;
      }
      return createRemote(system, path, content);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean createRemote(FileSystem system, Path path, byte[] content)
      throws IOException {
    FSDataOutputStream created;
    try {
      created = system.create(path, false);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (RemoteException e) {
      if (UNCLOSED.stream().anyMatch(e.getClassName()::endsWith)) {
        return false;
      }
      throw e;
    }
    try (created) {
      created.write(content);
    } catch (IOException e) {
      system.delete(path, false);
      throw e;
    }
    return true;
  }

  private static void createWhole(java.nio.file.Path file, byte[] content) throws IOException {
    java.nio.file.Path whole =
        file.resolveSibling(file.getFileName() + ".new-" + UUID.randomUUID());
    try {
      Files.write(whole, content, StandardOpenOption.CREATE_NEW);
      Files.createLink(file, whole);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Not every disk has links, and not everybody may make them.
      Files.write(file, content, StandardOpenOption.CREATE_NEW);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
