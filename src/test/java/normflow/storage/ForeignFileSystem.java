package normflow.storage;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files under the scheme {@code foreign} for those who have the key; relative paths belong to
 * a home folder that does not exist.
 */
public final class ForeignFileSystem extends RawLocalFileSystem {

  /** The setting that must be {@code open}. */
  public static final String KEY = "foreign.key";

  @Override
  public void initialize(URI uri, Configuration settings) throws IOException {
    super.initialize(uri, settings);
    if (!"open".equals(settings.get(KEY))) {
      throw new IOException(KEY + " = " + settings.get(KEY) + ": no access");
    }
  }

  @Override
  public URI getUri() {
    return URI.create("foreign:///");
  }

  @Override
  public String getScheme() {
    return "foreign";
  }

  @Override
  protected Path getInitialWorkingDirectory() {
    return new Path("foreign:///nowhere/home");
  }
}
