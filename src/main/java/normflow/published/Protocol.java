package normflow.published;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the code of "Masked Autoregressive Flow for Density Estimation" (Papamakarios, Pavlakou,
 * Murray, 2017) does to its files, table by table. Each method may change its arguments.
 */
final class Protocol {

  /** Seed of the order and the noise of POWER. */
  private static final int POWER_SEED = 42;

  /** Of two GAS sensors whose correlation is above it, one is left out. */
  private static final double MOST_CORRELATION = 0.98;

  /** A HEPMASS column whose least value occurs more often is taken for a discrete one. */
  private static final int MOST_REPEATS = 5;

  private Protocol() {}

  /**
   * POWER: rows shuffled, the columns global reactive power and global intensity left out, uniform
   * noise of the width of the readings' last digit, the last tenths held out, standardised by
   * training and validation rows.
   *
   * @param file global active power, global reactive power, voltage, global intensity, three
   *     sub-meterings, time of day
   */
  static Splits power(ColumnValues file) {
    requireColumns(PublishedTable.POWER, file, 8);
    NumpyRandom random = new NumpyRandom(POWER_SEED);
    file.reorder(random.shuffled(file.rows()));
    ColumnValues table = file.select(0, 2, 4, 5, 6, 7);
    double[][] values = table.values();
    addNoise(random, 0.01, values[1]);
    addNoise(random, 0.001, values[0]);
    addNoise(random, 1, values[2], values[3], values[4]);
    return standardisedBeforeTest(table);
  }

  /** Uniform on [0, width), drawn row by row. */
  private static void addNoise(NumpyRandom random, double width, double[]... columns) {
    for (int i = 0; i < columns[0].length; i++) {
      for (double[] column : columns) {
        column[i] += width * random.uniform();
      }
    }
  }

  /**
   * GAS: sensors are left out until no two are correlated above 0.98, the first such one at a time;
   * all rows are standardised before the last tenths are held out.
   *
   * @param file the sixteen sensors, without time and gas concentrations
   */
  static Splits gas(ColumnValues file) {
    requireColumns(PublishedTable.GAS, file, 16);
    ColumnValues table = uncorrelated(file);
    double[] mean = table.mean(table.rows());
    table.standardise(mean, table.deviation(mean, table.rows(), 1));
    return Splits.byTenths(
        requireDim(PublishedTable.GAS, table, "sensors are left by correlation"));
  }

  private static ColumnValues uncorrelated(ColumnValues file) {
    double[][] correlation = correlation(file);
    int[] left = IntStream.range(0, file.dim()).toArray();
    while (true) {
      int[] all = left;
      int redundant =
          Arrays.stream(all)
              .filter(a -> Arrays.stream(all).anyMatch(b -> b != a && tooClose(correlation[a][b])))
              .findFirst()
              .orElse(-1);
      if (redundant < 0) {
        return file.select(left);
      }
      left = Arrays.stream(all).filter(c -> c != redundant).toArray();
    }
  }

  private static boolean tooClose(double correlation) {
    return correlation > MOST_CORRELATION;
  }

  private static double[][] correlation(ColumnValues table) {
    double[] mean = table.mean(table.rows());
    double[] deviation = table.deviation(mean, table.rows(), 0);
    double[][] correlation = new double[table.dim()][table.dim()];
    for (int a = 0; a < table.dim(); a++) {
      for (int b = 0; b < a; b++) {
        double sum = 0;
        for (int i = 0; i < table.rows(); i++) {
          sum += (table.values()[a][i] - mean[a]) * (table.values()[b][i] - mean[b]);
        }
        correlation[a][b] = sum / table.rows() / (deviation[a] * deviation[b]);
        correlation[b][a] = correlation[a][b];
      }
    }
    return correlation;
  }

  /**
   * HEPMASS: signal rows standardised by those of the training file; columns whose least training
   * value occurs more than five times are left out; the last tenth of the training file validates.
   *
   * @param train features of the signal rows of the training file
   * @param test those of the test file
   */
  static Splits hepmass(ColumnValues train, ColumnValues test) {
    double[] mean = train.mean(train.rows());
    double[] deviation = train.deviation(mean, train.rows(), 1);
    train.standardise(mean, deviation);
    test.standardise(mean, deviation);
    int[] continuous =
        IntStream.range(0, train.dim())
            .filter(c -> countOfLeast(train.values()[c]) <= MOST_REPEATS)
            .toArray();
    if (continuous.length != PublishedTable.HEPMASS.dim()) {
      throw wrongDim(PublishedTable.HEPMASS, continuous.length, "columns are not discrete");
    }
    ColumnValues kept = train.select(continuous);
    int rows = Splits.withoutLastTenth(kept.rows());
    return new Splits(kept.slice(0, rows), kept.slice(rows, kept.rows()), test.select(continuous));
  }

  private static long countOfLeast(double[] column) {
    double least = Arrays.stream(column).min().orElseThrow();
    return Arrays.stream(column).filter(value -> value == least).count();
  }

  /**
   * MINIBOONE: the last tenths held out, standardised by training and validation rows.
   *
   * @param file from which outliers and discrete columns have been removed
   */
  static Splits miniboone(ColumnValues file) {
    requireColumns(PublishedTable.MINIBOONE, file, PublishedTable.MINIBOONE.dim());
    return standardisedBeforeTest(file);
  }

  /** BSDS300: the three tables as they are. */
  static Splits bsds300(ColumnValues train, ColumnValues validation, ColumnValues test) {
    for (ColumnValues part : new ColumnValues[] {train, validation, test}) {
      requireColumns(PublishedTable.BSDS300, part, PublishedTable.BSDS300.dim());
    }
    return new Splits(train, validation, test);
  }

  private static Splits standardisedBeforeTest(ColumnValues table) {
    int known = Splits.withoutLastTenth(table.rows());
    double[] mean = table.mean(known);
    table.standardise(mean, table.deviation(mean, known, 0));
    return Splits.byTenths(table);
  }

  private static void requireColumns(PublishedTable benchmark, ColumnValues file, int columns) {
    if (file.dim() != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the file has %d columns, the published one has %d",
              benchmark.key(),
              file.dim(),
              columns));
    }
  }

  private static ColumnValues requireDim(PublishedTable benchmark, ColumnValues table, String why) {
    if (table.dim() != benchmark.dim()) {
      throw wrongDim(benchmark, table.dim(), why);
    }
    return table;
  }

  private static IllegalArgumentException wrongDim(
      PublishedTable benchmark, int found, String why) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s: %d %s, the published table has %d columns: this is another file",
            benchmark.key(),
            found,
            why,
            benchmark.dim()));
  }
}
