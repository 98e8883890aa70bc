package normflow.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import normflow.storage.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What lies in a folder, and whether normflow made it: every file has to be one that a result of
 * one kind has, and one of them at least has to be of a form that nothing else writes.
 *
 * @param empty whether there is nothing, or an empty folder
 * @param marked whether a file tells that it is a result
 * @param resumable whether it is one that a run can go on with
 * @param foreign two files that a result of that kind does not have, or as many as there are
 */
public record Contents(boolean empty, boolean marked, boolean resumable, List<String> foreign) {

  private static final int NAMED = 2;
  private static final int START_BYTES = 4096;

  /** An empty file beside those of a table; Spark and others pass over names like it. */
  public static final String MARK = "_normflow";

  private static final Pattern CLAIM = Pattern.compile("(.*/)?\\.[^/]+\\.claim(\\.[^/]*)?");

  /** What is written beside a file or folder for a while, and the checksums of Hadoop. */
  private static final Pattern BESIDE = Pattern.compile("(^|/)\\.([^/]+)\\.(tmp|old|crc)(?=/|$)");

  private static final String TABLE = "_SUCCESS|(?:[^/=]+=[^/]+/)*part-[^/]+|_temporary/.*";
  private static final String PAGE = "index\\.html|[^/]+\\.(png|gif)";
  private static final String STEP = "step-\\d{12}";

  private static final String CHECKPOINT =
      "checkpoints/" + STEP + "-[0-9a-f]{16}/[^/]+\\.(json|safetensors)";

  private static final String SNAPSHOT = "snapshots/" + STEP + "\\.safetensors";

  private static final String MODEL =
      "(flow|provenance|references|densities|evaluation|trial|cell|defaults)\\.json|parameters\\.safetensors"
          + "|config\\.yaml|report[^/]*/("
          + PAGE
          + ")|metadata/("
          + TABLE
          + ")|((race/[^/]+|cooled)/)?("
          + CHECKPOINT
          + "|metrics\\.jsonl|"
          + SNAPSHOT
          + ")";

  /** Files that tell by their name alone. */
  private static final Pattern DISTINCT =
      Pattern.compile("(.*/)?(" + CHECKPOINT + "|" + SNAPSHOT + ")");

  /** Files that tell by their name, and by a text near their start. */
  private static final Map<String, String> TELLING =
      Map.of(
          "flow.json",
          "\"formatVersion\"",
          "metrics.jsonl",
          "{\"step\":",
          "trial.json",
          "\"configSha256\"",
          "cell.json",
          "\"configSha256\"",
          "config.yaml",
          "# Trial ",
          "results.json",
          "\"cells\"",
          "leaderboard.csv",
          "rank,trial,",
          "index.html",
          "\n  --page: ",
          MARK,
          "");

  /** What can lie there. */
  private enum Kind {
    MODEL(Contents.MODEL),
    SWEEP(
        "(sweep|best)\\.yaml|search\\.json|leaderboard\\.csv|index\\.html|leaderboard\\.parquet/("
            + TABLE
            + ")|(trials/[^/]+|best|ensemble)/("
            + Contents.MODEL
            + ")"),
    BENCHMARK(
        "results\\.(csv|md|json)|densities\\.png|index\\.html|[^/]+/[^/]+/("
            + Contents.MODEL
            + ")"),
    TABLES(MARK + "|((train|validation|test)/)?(" + TABLE + ")"),
    PAGE(Contents.PAGE);

    private final Pattern files;

    Kind(String files) {
      this.files = Pattern.compile(files);
    }
  }

  /** Looks at a file or folder; one that does not exist is empty. */
  public static Contents of(Storage storage, Path folder) {
    try {
      FileSystem system = storage.system(folder);
      Path place = system.makeQualified(folder);
      if (!system.exists(place)) {
        return new Contents(true, false, false, List.of());
      } else if (system.getFileStatus(place).isFile()) {
        return new Contents(false, false, false, List.of(place.getName()));
      }
      return new Sight(system, place).contents();
    } catch (IOException e) {
      throw Storage.failure("cannot look at", folder, e);
    }
  }

  /** Whether it may be replaced when that is asked for. */
  public boolean isOwn() {
    return empty || (marked && foreign.isEmpty());
  }

  /** Whether a run may go on in it; its files are replaced one by one, others stay. */
  public boolean mayGoOn() {
    return marked || foreign.isEmpty();
  }

  /** Such as {@code a.pdf and b.jpg}. */
  public String names() {
    return String.join(" and ", foreign);
  }

  /** A walk through a folder. */
  private static final class Sight {

    private final FileSystem system;
    private final Map<Kind, Found> found = new EnumMap<>(Kind.class);
    private boolean empty = true;

    /** What files are for one kind of result. */
    private static final class Found {
      private boolean marked;
      private long foreign;
      private final List<String> named = new ArrayList<>();

      void add(String name) {
        foreign++;
        if (named.size() < NAMED) {
          named.add(name);
        }
      }
    }

    Sight(FileSystem system, Path folder) throws IOException {
      this.system = system;
      for (Kind kind : Kind.values()) {
        found.put(kind, new Found());
      }
      walk(folder, "");
    }

    /** One status a file: that of a place in the cluster would ask for more of each. */
    private void walk(Path folder, String above) throws IOException {
      FileStatus[] files = system.listStatus(folder);
      Arrays.sort(files);
      for (FileStatus file : files) {
        String name = above + file.getPath().getName();
        if (file.isDirectory()) {
          walk(file.getPath(), name + "/");
        } else {
          empty = false;
          see(name, file);
        }
      }
    }

    private void see(String path, FileStatus file) throws IOException {
      if (CLAIM.matcher(path).matches()) {
        return;
      }
      String name = BESIDE.matcher(path).replaceAll("$1$2");
      for (Kind kind : Kind.values()) {
        Found sofar = found.get(kind);
        if (!kind.files.matcher(name).matches()) {
          sofar.add(path);
        } else if (!sofar.marked) {
          sofar.marked = tells(name, file);
        }
      }
    }

    private boolean tells(String name, FileStatus file) throws IOException {
      if (DISTINCT.matcher(name).matches()) {
        return true;
      }
      String text = TELLING.get(file.getPath().getName());
      if (text == null) {
        return false;
      }
      boolean begun = file.getLen() == 0 && name.endsWith("metrics.jsonl");
      return begun || start(file).contains(text);
    }

    private String start(FileStatus file) throws IOException {
      try (var stream = system.open(file.getPath())) {
        return new String(stream.readNBytes(START_BYTES), StandardCharsets.UTF_8);
      }
    }

    /** What it is as a result of the kind that it is most like. */
    Contents contents() {
      Kind best =
          Arrays.stream(Kind.values())
              .min(
                  Comparator.<Kind>comparingLong(kind -> found.get(kind).foreign)
                      .thenComparing(kind -> !found.get(kind).marked))
              .orElseThrow();
      Found like = found.get(best);
      boolean resumable = like.marked && best != Kind.TABLES && best != Kind.PAGE;
      return new Contents(empty, like.marked, resumable, List.copyOf(like.named));
    }
  }
}
