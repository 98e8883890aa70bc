package normflow.storage;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Which file a path means, whatever it is called: links, relative parts and schemes are resolved,
 * as far as the path exists.
 *
 * @param store the file system
 * @param path in it, without a slash at the end
 */
public record RealPath(String store, String path) {

  private static final String LOCAL = "file";

  public static RealPath of(FileSystem system, Path path) throws IOException {
    if (isLocal(system)) {
      String real = local(system, path).getCanonicalPath();
      return new RealPath(LOCAL, real.equals(File.separator) ? "" : real);
    }
    Path qualified = system.makeQualified(path);
    String rest = "";
    Path there = qualified;
    while (there.getParent() != null) {
      try {
        there = system.resolvePath(there);
        break;
      } catch (FileNotFoundException e) {
        rest = "/" + there.getName() + rest;
        there = there.getParent();
      }
    }
    String above = there.toUri().getPath();
    return new RealPath(store(there.toUri()), (above.equals("/") ? "" : above) + rest);
  }

  /** The same file without links in its path; the path itself if there are none. */
  public static Path withoutLinks(FileSystem system, Path path) throws IOException {
    if (!isLocal(system)) {
      return path;
    }
    File named = local(system, path).getAbsoluteFile();
    File real = named.getCanonicalFile();
    URI uri = path.toUri();
    return real.equals(named)
        ? path
        : new Path(uri.getScheme(), uri.getAuthority(), real.toURI().getPath());
  }

  private static boolean isLocal(FileSystem system) {
    return system instanceof LocalFileSystem || system instanceof RawLocalFileSystem;
  }

  private static File local(FileSystem system, Path path) {
    return system instanceof LocalFileSystem checked
        ? checked.pathToFile(path)
        : ((RawLocalFileSystem) system).pathToFile(path);
  }

  /** One name for the several that Hadoop has for some stores. */
  private static String store(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String family = scheme.replaceFirst("^s3[an]$", "s3").replaceFirst("^(abfs|wasb)s$", "$1");
    String authority = uri.getAuthority() == null ? "" : uri.getAuthority();
    // The port of a name node may be left out.
    return family + "://" + authority.toLowerCase(Locale.ROOT).replaceFirst(":(8020|9820)$", "");
  }

  /** Whether this is the other file, or a folder that it lies in. */
  public boolean holds(RealPath other) {
    return store.equals(other.store)
        && (other.path.equals(path) || other.path.startsWith(path + "/"));
  }

  /** The path of another file from this folder on. */
  public String to(RealPath other) {
    return other.path.substring(Math.min(other.path.length(), path.length() + 1));
  }
}
