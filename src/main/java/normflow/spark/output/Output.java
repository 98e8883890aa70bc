package normflow.spark.output;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import normflow.codec.ConfigException;
import normflow.storage.Copies;
import normflow.storage.OutputClaim;
import normflow.storage.RealPath;
import normflow.storage.Replacement;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.Contents;
import normflow.text.Numbers;
import normflow.train.TrainingException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where the result of a command goes: claimed by one run, and made beside what is there, whose
 * place it takes at the end.
 *
 * <p>What is replaced is a result of normflow, an empty folder or nothing. It stays as it is until
 * the new one is whole; a run that ends before leaves its half at {@link Storage#temporary}, where
 * {@code --resume} goes on.
 */
public final class Output implements AutoCloseable {

  private final Storage storage;
  private final Path named;
  private final Path place;
  private final boolean beside;
  private final boolean anew;
  private final boolean whole;
  private final OutputClaim claim;
  private boolean placed;

  private Output(Storage storage, Path named, Existing existing, boolean whole, String run) {
    this.storage = storage;
    this.named = named;
    this.place = place(storage, named);
    this.anew = existing == Existing.OVERWRITE;
    this.whole = whole;
    this.claim = OutputClaim.take(storage, place, run);
    try {
      Occupied.refuse(storage, named, place, existing);
      recover();
      this.beside = whole || isBeside(storage, place, existing);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Refuses, before there is a session, an output that must not be written.
   *
   * @param inputs that it must neither be, hold nor lie in
   * @throws ConfigException if it does, or if there is something that is not to be replaced
   */
  public static void check(Storage storage, String output, Existing existing, List<Input> inputs) {
    inputs.forEach(input -> input.requireApart(storage, output));
    Path named = StoragePath.of(output);
    Occupied.refuse(storage, named, place(storage, named), existing);
  }

  /**
   * Claims an output, and puts back what a run left that ended while it replaced it.
   *
   * @param run what the owner calls itself, such as an application's id
   * @throws ConfigException if another run holds it, or there is something not to be replaced
   */
  public static Output open(Storage storage, String output, Existing existing, String run) {
    return new Output(storage, StoragePath.of(output), existing, false, run);
  }

  /**
   * Claims an output like {@link #open}, of a result that is never made in its place, and that no
   * run goes on with: a table or a page.
   *
   * @throws ConfigException if another run holds it, or there is something not to be replaced
   */
  public static Output whole(Storage storage, String output, boolean overwrite, String run) {
    Existing existing = overwrite ? Existing.OVERWRITE : Existing.REFUSE;
    return new Output(storage, StoragePath.of(output), existing, true, run);
  }

  /** Puts a result back that a run left aside when it ended, if no other run holds it. */
  public static void restore(Storage storage, String output, String run) {
    Path named = StoragePath.of(output);
    if (!storage.standing(named).equals(named)) {
      open(storage, output, Existing.RESUME, run).close();
    }
  }

  /** Where a result is made, and what it takes the place of; empty if it is made in its place. */
  public static Optional<String> announcement(Storage storage, String output, Existing existing) {
    Path place = place(storage, StoragePath.of(output));
    return isBeside(storage, place, existing)
        ? Optional.of(
            Numbers.format(
                "the new result is made in %s and takes the place of %s at the end; --resume goes on there",
                storage.temporary(place), place))
        : Optional.empty();
  }

  /** The files as a run that goes on finds them: in the half that it left, if there is one. */
  public static Storage resumed(Storage storage, String output) {
    Path named = StoragePath.of(output);
    Path place = place(storage, named);
    return isBeside(storage, place, Existing.RESUME)
        ? storage.redirected(named, storage.temporary(place))
        : storage;
  }

  private static boolean isBeside(Storage storage, Path place, Existing existing) {
    return switch (existing) {
      case REFUSE -> false;
      case OVERWRITE -> !Contents.of(storage, storage.standing(place)).empty();
      case RESUME -> storage.exists(storage.temporary(place));
    };
  }

  private static Path place(Storage storage, Path named) {
    Path path = storage.placed(named);
    try {
      return RealPath.withoutLinks(storage.system(path), path);
    } catch (IOException e) {
      throw Storage.failure("cannot look at", path, e);
    }
  }

  /** Puts back an old result that stands aside, or deletes it if the new one has its place. */
  private void recover() {
    Path aside = Replacement.aside(place);
    try {
      FileSystem system = storage.system(place);
      if (!system.exists(aside)) {
        return;
      }
      Contents there = Contents.of(storage, place);
      if (there.empty()) {
        storage.delete(place);
      } else if (!there.marked() || mayBeInPieces(system)) {
        throw new ConfigException(
            Numbers.format(
                "output = %s: a run ended while it replaced it, and its parts are in %s, %s and %s; leave the one that is whole under the first name and delete the others",
                named, place, aside, storage.temporary(place)),
            null);
      }
      if (!Contents.of(storage, aside).foreign().isEmpty()) {
        throw Occupied.foreign(named, aside, Contents.of(storage, aside));
      }
      new Replacement(system, List.of(place)).recover();
    } catch (IOException e) {
      throw Storage.failure("cannot look at", place, e);
    }
  }

  /** Where renaming is copying, a run that ends in it can leave some files in each place. */
  private boolean mayBeInPieces(FileSystem system) throws IOException {
    return system.getScheme().matches("s3[an]?|gs|wasbs?|oss|cosn|obs|swift")
        && system.exists(storage.temporary(place));
  }

  /** The files of the result under the names that they have in the end. */
  public Storage storage() {
    return beside && !placed ? storage.redirected(named, storage.temporary(place)) : storage;
  }

  /** Where they are written now. */
  public Path folder() {
    return storage().placed(named);
  }

  /** Leaves the file by which a table is known as one of normflow's. */
  public void mark() {
    storage.overwrite(new Path(folder(), Contents.MARK), new byte[0]);
  }

  /** The right to write them. */
  public OutputClaim claim() {
    return claim;
  }

  /** Forgets what an older run left half made, when it is known that there will be a new result. */
  public void begin() {
    if (anew || whole) {
      storage.delete(storage.temporary(place));
    }
  }

  /**
   * Copies models of the old result that are to be in the new one, too.
   *
   * @param carried whether to copy one, by its folder in the result, such as {@code moons/planar}
   */
  public void carry(Predicate<String> carried) {
    if (beside) {
      try {
        new Copies(storage.system(place)).models(place, folder(), carried);
      } catch (IOException e) {
        throw Storage.failure("cannot copy models of", place, e);
      }
    }
  }

  /**
   * Puts the result in its place, if it was made beside it.
   *
   * @throws TrainingException if another run has taken the output, or a user's files have come
   */
  public void commit() {
    if (!beside || placed) {
      return;
    }
    claim.check();
    Contents there = Contents.of(storage, place);
    if (!there.foreign().isEmpty()) {
      throw new TrainingException(
          Numbers.format(
              "the new result is whole and in %s, but %s now holds %s and is not replaced; move that away%s",
              storage.temporary(place),
              place,
              there.names(),
              whole ? ", and then the result in its place" : " and go on with --resume"));
    }
    storage.replace(place);
    placed = true;
  }

  /** What to say when the run ends before the result is in its place; else empty. */
  public String leftover() {
    return beside && !placed
        ? Numbers.format(
            "; what was made is in %s, and %s is as it was", storage.temporary(place), place)
        : "";
  }

  /** Gives the output free. */
  @Override
  public void close() {
    claim.close();
  }
}
