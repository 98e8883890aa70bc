package normflow.study;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.Path;

/** The files of a study beside its trials, each replaced whole. */
public final class StudyFolder<R, B> {

  /** A page is read by people, and takes seconds to draw: it need not be newer. */
  private static final long PAGE_NANOS = 20_000_000_000L;

  private final Supplier<Storage> storage;
  private final Path folder;
  private final Function<Collection<R>, B> board;
  private final Function<B, Map<String, String>> tables;
  private final Pages<B> pages;
  private long shown = System.nanoTime();

  /**
   * @param storage that holds the study now: it takes its place at the end
   * @param output its folder
   * @param board results in order
   * @param tables texts of files by their names
   * @param pages what people look at
   */
  public StudyFolder(
      Supplier<Storage> storage,
      String output,
      Function<Collection<R>, B> board,
      Function<B, Map<String, String>> tables,
      Pages<B> pages) {
    this.storage = storage;
    this.folder = StoragePath.of(output);
    this.board = board;
    this.tables = tables;
    this.pages = pages;
  }

  /** After a trial: the tables at once, the page now and then. */
  void update(Collection<R> results) {
    if (System.nanoTime() - shown > PAGE_NANOS) {
      show(results);
    } else {
      tables(board.apply(results));
    }
  }

  /** Tables, then pictures and page; the results in order. */
  public B show(Collection<R> results) {
    B ordered = board.apply(results);
    tables(ordered);
    storage.get().writeAll(folder, pages.files(storage.get(), ordered));
    shown = System.nanoTime();
    return ordered;
  }

  private void tables(B ordered) {
    tables
        .apply(ordered)
        .forEach((name, text) -> storage.get().write(new Path(folder, name), text));
  }
}
