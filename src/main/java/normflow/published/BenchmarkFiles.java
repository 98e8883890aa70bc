package normflow.published;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The published files of a benchmark, on any of Hadoop's file systems. */
public final class BenchmarkFiles {

  private static final int BUFFER_BYTES = 1 << 20;

  private static final String GAS_CONVERSION =
      " is not a .npy file; write the archive's ethylene_CO.pickle as one: python3 -c \"import"
          + " pandas, numpy; numpy.save('ethylene_CO.npy',"
          + " pandas.read_pickle('ethylene_CO.pickle').drop(columns=['Time', 'Meth',"
          + " 'Eth']).to_numpy('<f8'))\"";

  private final PublishedTable benchmark;
  private final Configuration configuration;
  private final List<Path> paths;

  private BenchmarkFiles(PublishedTable benchmark, Configuration configuration, List<Path> paths) {
    this.benchmark = benchmark;
    this.configuration = configuration;
    this.paths = paths;
  }

  /**
   * Finds the files; reads nothing.
   *
   * @param input the file if there is one, or a folder that has the files or has them in a folder
   *     of the benchmark's name, as the published archive does
   * @throws IllegalArgumentException if they are not there
   */
  public static BenchmarkFiles find(
      PublishedTable benchmark, Configuration configuration, String input) {
    Path given = new Path(input);
    try {
      FileSystem system = given.getFileSystem(configuration);
      if (benchmark.files().size() == 1 && system.getFileStatus(given).isFile()) {
        return new BenchmarkFiles(benchmark, configuration, List.of(given));
      }
      for (Path folder : folders(system, given, benchmark)) {
        List<Path> paths = new ArrayList<>();
        for (String file : benchmark.files()) {
          paths.add(new Path(folder, file));
        }
        if (allExist(system, paths)) {
          return new BenchmarkFiles(benchmark, configuration, paths);
        }
      }
      throw missing(system, benchmark, given);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "input = " + input + ": nothing is there; " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + input + ": " + e.getMessage(), e);
    }
  }

  /** The folder itself, and those in it that are named after the benchmark in any case. */
  private static List<Path> folders(FileSystem system, Path given, PublishedTable benchmark)
      throws IOException {
    List<Path> folders = new ArrayList<>(List.of(given));
    for (var status : system.listStatus(given)) {
      if (status.isDirectory() && status.getPath().getName().equalsIgnoreCase(benchmark.key())) {
        folders.add(status.getPath());
      }
    }
    return folders;
  }

  private static boolean allExist(FileSystem system, List<Path> paths) throws IOException {
    for (Path path : paths) {
      if (!system.exists(path)) {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException missing(
      FileSystem system, PublishedTable benchmark, Path given) throws IOException {
    List<String> found = new ArrayList<>();
    for (var status : system.listStatus(given)) {
      found.add(status.getPath().getName());
    }
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "input = %s: %s is made of %s, which are neither there nor in a folder"
                + " %s; it has %s",
            given,
            benchmark.key(),
            String.join(" and ", benchmark.files()),
            benchmark.key(),
            found.isEmpty() ? "nothing" : String.join(", ", found)));
  }

  /** Where they are. */
  public List<Path> paths() {
    return List.copyOf(paths);
  }

  /** Whose files they are. */
  public PublishedTable benchmark() {
    return benchmark;
  }

  /** Reads the files and takes them through the published steps. */
  Splits read(SparkSession session) {
    try {
      return switch (benchmark) {
        case POWER -> Protocol.power(npy());
        case GAS -> Protocol.gas(gas());
        case HEPMASS ->
            Protocol.hepmass(
                SignalRows.read(session, paths.get(0).toString(), SignalRows.Part.TRAIN),
                SignalRows.read(session, paths.get(1).toString(), SignalRows.Part.TEST));
        case MINIBOONE -> Protocol.miniboone(npy());
        case BSDS300 -> bsds300();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + paths.get(0) + ": " + e.getMessage(), e);
    }
  }

  private ColumnValues gas() throws IOException {
    String name = paths.get(0).getName();
    if (name.endsWith(".npy")) {
      return npy();
    }
    throw new IllegalArgumentException(paths.get(0) + GAS_CONVERSION);
  }

  private ColumnValues npy() throws IOException {
    Path path = paths.get(0);
    try (InputStream stream = open(path)) {
      return NpyFile.read(path.toString(), stream).requireFinite(path.toString());
    }
  }

  private InputStream open(Path path) throws IOException {
    return new BufferedInputStream(path.getFileSystem(configuration).open(path), BUFFER_BYTES);
  }

  /** HDF5 is read from a local file: others are copied first. */
  private Splits bsds300() throws IOException {
    Path path = paths.get(0);
    FileSystem system = path.getFileSystem(configuration);
    if (system instanceof LocalFileSystem local) {
      return bsds300(path, local.pathToFile(path).toPath());
    }
    java.nio.file.Path copy = Files.createTempFile("normflow", ".hdf5");
    try {
      system.copyToLocalFile(false, path, new Path(copy.toUri()), true);
      return bsds300(path, copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static Splits bsds300(Path path, java.nio.file.Path file) {
    return Protocol.bsds300(
        part(path, file, "train"), part(path, file, "validation"), part(path, file, "test"));
  }

  private static ColumnValues part(Path path, java.nio.file.Path file, String key) {
    return Hdf5File.read(path.toString(), file, key).requireFinite(path + ", data set " + key);
  }
}
