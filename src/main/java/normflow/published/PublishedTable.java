package normflow.published;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import normflow.text.Nearest;

/** A published table: its columns, its rows, and the files that it is made of. */
public enum PublishedTable {
  /** Electric power of a household, a row a minute. */
  POWER(6, 1_659_917, 184_435, 204_928),
  /** Readings of sensors in mixtures of ethylene and carbon monoxide. */
  GAS(8, 852_174, 94_685, 105_206),
  /** Simulated collisions that produce a particle of mass 1000. */
  HEPMASS(21, 315_123, 35_013, 174_987),
  /** Neutrino events. */
  MINIBOONE(43, 29_556, 3_284, 3_648),
  /** Patches of 8 x 8 grey values less their mean, without the last one. */
  BSDS300(63, 1_000_000, 50_000, 250_000);

  private final int dim;
  private final long trainRows;
  private final long validationRows;
  private final long testRows;

  PublishedTable(int dim, long trainRows, long validationRows, long testRows) {
    this.dim = dim;
    this.trainRows = trainRows;
    this.validationRows = validationRows;
    this.testRows = testRows;
  }

  /** Its name on the command line: lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Number of columns of the prepared tables. */
  public int dim() {
    return dim;
  }

  /** Published numbers of training, validation and test rows. */
  public List<Long> rows() {
    return List.of(trainRows, validationRows, testRows);
  }

  /** Names of its files. */
  List<String> files() {
    return switch (this) {
      case POWER, MINIBOONE -> List.of("data.npy");
      case GAS -> List.of("ethylene_CO.npy");
      case HEPMASS -> List.of("1000_train.csv", "1000_test.csv");
      case BSDS300 -> List.of("BSDS300.hdf5");
    };
  }

  /** All names on the command line. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(PublishedTable::key).toList();
  }

  /**
   * The table of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PublishedTable named(String key) {
    return Arrays.stream(values())
        .filter(benchmark -> benchmark.key().equalsIgnoreCase(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dataset = "
                        + key
                        + ": unknown"
                        + Nearest.suggestion(key, keys())
                        + "; the choices are "
                        + String.join(", ", keys())));
  }
}
