package normflow.density;

import java.util.random.RandomGenerator;

/**
 * Uniform on every other square of a board of 4 x 4 squares of side 2 about the origin: density
 * 1/32 where {@code floor(x/2) + floor(y/2)} is even, 0 elsewhere.
 *
 * <p>The definition is that of "FFJORD" (Grathwohl et al., 2019).
 */
public record Checkerboard() implements Density {

  private static final double SIDE = 2;
  private static final int SQUARES = 4;
  private static final double LOG_DENSITY = -Math.log(SIDE * SIDE * SQUARES * SQUARES / 2);

  @Override
  public String name() {
    return "checkerboard";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    int column = random.nextInt(SQUARES);
    int line = 2 * random.nextInt(SQUARES / 2) + column % 2;
    row[0] = SIDE * (column - SQUARES / 2 + random.nextDouble());
    row[1] = SIDE * (line - SQUARES / 2 + random.nextDouble());
  }

  @Override
  public double logDensity(double[] row) {
    double column = Math.floor(row[0] / SIDE);
    double line = Math.floor(row[1] / SIDE);
    boolean onBoard = Math.max(Math.abs(column + 0.5), Math.abs(line + 0.5)) < SQUARES / 2.0;
    boolean filled = onBoard && (column + line) % 2 == 0;
    return filled ? LOG_DENSITY : Double.NEGATIVE_INFINITY;
  }
}
