package normflow.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

/**
 * The laws of {@link Density} for one of two columns: it is normalised, and it is what it draws; a
 * density that breaks one is told by an {@link AssertionError}. Densities of users' own are held to
 * them as ours are.
 *
 * @param density of two columns
 * @param low least values of a rectangle that holds all of the mass but 1e-6
 * @param high its largest values
 */
public record DensityContract(Density density, double[] low, double[] high) {

  private static final int DRAWS = 200_000;
  private static final int CELLS = 288;
  private static final int BINS = 48;
  private static final int FEW = 20;

  /**
   * Over the square [-reach, reach]².
   *
   * @throws IllegalArgumentException if the density has other than two columns
   */
  public DensityContract(Density density, double reach) {
    this(density, new double[] {-reach, -reach}, new double[] {reach, reach});
  }

  /**
   * Over a rectangle.
   *
   * @throws IllegalArgumentException if the density has other than two columns
   */
  public DensityContract {
    if (density.dim() != 2) {
      throw new IllegalArgumentException(
          density.name() + " has " + density.dim() + " columns: this is for densities of 2");
    }
  }

  /** Checks both laws. */
  public void check() {
    integratesToOne();
    drawsFollowTheDensity();
  }

  /**
   * The integral is 1, by the midpoint rule, whose error falls faster than any power of the step
   * for smooth densities.
   */
  public void integratesToOne() {
    assertEquals(1, mass(0, 0, CELLS, CELLS), 2e-6, density.name());
  }

  /**
   * Pearson's chi-square of a histogram of draws against the density's mass in each bin; bins of
   * fewer than {@value #FEW} expected draws are pooled with all that lies outside. The limit is 4.5
   * standard deviations above the mean.
   */
  public void drawsFollowTheDensity() {
    int[][] counts = histogram();
    double chiSquare = 0;
    int used = 0;
    double pooledExpected = DRAWS;
    int pooledCount = DRAWS;
    for (int i = 0; i < BINS; i++) {
      for (int j = 0; j < BINS; j++) {
        int parts = CELLS / BINS;
        double expected = DRAWS * mass(i * parts, j * parts, parts, parts);
        if (expected >= FEW) {
          chiSquare += Math.pow(counts[i][j] - expected, 2) / expected;
          used++;
          pooledExpected -= expected;
          pooledCount -= counts[i][j];
        }
      }
    }
    if (pooledExpected >= FEW) {
      chiSquare += Math.pow(pooledCount - pooledExpected, 2) / pooledExpected;
    } else {
      assertTrue(
          pooledCount < 3 * FEW,
          density.name() + ": " + pooledCount + " draws where few are expected");
    }
    double limit = used + 4.5 * Math.sqrt(2.0 * used);
    assertTrue(
        used > FEW && chiSquare < limit,
        "draws of %s: chi-square %f in %d bins, at most %f"
            .formatted(density.name(), chiSquare, used, limit));
  }

  /** The mass of some cells, by the midpoints of theirs. */
  private double mass(int column, int row, int columns, int rows) {
    double width = (high[0] - low[0]) / CELLS;
    double height = (high[1] - low[1]) / CELLS;
    double mass = 0;
    for (int i = column; i < column + columns; i++) {
      for (int j = row; j < row + rows; j++) {
        mass +=
            Math.exp(
                density.logDensity(
                    new double[] {low[0] + width * (i + 0.5), low[1] + height * (j + 0.5)}));
      }
    }
    return mass * width * height;
  }

  private int[][] histogram() {
    SplittableRandom random = new SplittableRandom(7);
    int[][] counts = new int[BINS][BINS];
    double[] row = new double[2];
    for (int n = 0; n < DRAWS; n++) {
      density.sample(random, row);
      int i = bin(row, 0);
      int j = bin(row, 1);
      if (i >= 0 && j >= 0 && i < BINS && j < BINS) {
        counts[i][j]++;
      }
    }
    return counts;
  }

  private int bin(double[] row, int axis) {
    return (int) Math.floor((row[axis] - low[axis]) / (high[axis] - low[axis]) * BINS);
  }
}
