package normflow.spark.output;

import normflow.codec.ConfigException;
import normflow.storage.Storage;
import normflow.store.Contents;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;

/** What is said of an output at whose place there is something already. */
final class Occupied {

  private Occupied() {}

  /**
   * Refuses an output at whose place there is something that is not to be replaced or gone on with.
   */
  static void refuse(Storage storage, Path named, Path place, Existing existing) {
    Contents there = Contents.of(storage, storage.standing(place));
    Contents half = Contents.of(storage, storage.temporary(place));
    if (!half.foreign().isEmpty()) {
      throw foreign(named, storage.temporary(place), half);
    }
    switch (existing) {
      case REFUSE -> {
        if (!there.foreign().isEmpty()) {
          throw foreign(named, place, there);
        } else if (!there.empty()) {
          throw new ConfigException(
              "output = "
                  + named
                  + ": exists; choose another folder, or replace it with --overwrite; a training,"
                  + " sweep or benchmark that did not end goes on with --resume",
              null);
        } else if (half.resumable()) {
          throw new ConfigException(
              Numbers.format(
                  "output = %s: %s is a result that did not end; go on with --resume, or begin anew with --overwrite",
                  named, storage.temporary(place)),
              null);
        }
      }
      case OVERWRITE -> requireOwn(named, place, there);
      case RESUME -> {
        if (!there.mayGoOn()) {
          throw new ConfigException(
              Numbers.format(
                  "output = %s: holds %s: there is nothing that --resume can go on with",
                  named, there.names()),
              null);
        }
      }
    }
  }

  private static void requireOwn(Path named, Path place, Contents there) {
    if (!there.foreign().isEmpty()) {
      throw foreign(named, place, there);
    } else if (!there.isOwn()) {
      throw new ConfigException(
          Numbers.format(
              "output = %s: nothing in it tells that normflow made it, and --overwrite replaces nothing else; choose another folder, or delete it",
              named),
          null);
    }
  }

  /** What to say of a place that holds what normflow did not make. */
  static ConfigException foreign(Path named, Path place, Contents there) {
    return new ConfigException(
        Numbers.format(
            "output = %s: %s holds %s, and nothing is replaced but what normflow made; choose another folder, or move that away",
            named, place, there.names()),
        null);
  }
}
