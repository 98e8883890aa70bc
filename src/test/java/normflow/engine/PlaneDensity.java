package normflow.engine;

import java.util.Arrays;
import java.util.SplittableRandom;
import normflow.engine.tile.TileEngine;
import normflow.flow.Base;
import normflow.flow.Flow;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/** The density of a flow of two columns on a grid, under one context, and draws from it. */
final class PlaneDensity {

  private static final int SIDE = 900;
  private static final int CELL = 30;
  private static final double LIMIT = 30;
  private static final double WIDTH = 2 * LIMIT / SIDE;
  private static final double LEAST_EXPECTED = 20;

  private final Flow flow;
  private final float[] parameters;
  private final float[] logDensity;

  PlaneDensity(Flow flow, float[] parameters) {
    this.flow = flow;
    this.parameters = parameters;
    Block grid = Block.zeros(SIDE * SIDE, flow.width());
    for (int row = 0; row < grid.rows(); row++) {
      int at = row * flow.width();
      grid.values()[at] = (float) (-LIMIT + (row % SIDE + 0.5) * WIDTH);
      int line = row / SIDE;
      grid.values()[at + 1] = (float) (-LIMIT + (line + 0.5) * WIDTH);
      setContext(grid, row);
    }
    this.logDensity = logDensity(grid);
  }

  private void setContext(Block rows, int row) {
    for (int i = 2; i < flow.width(); i++) {
      rows.values()[row * flow.width() + i] = 0.5f * i;
    }
  }

  float[] logDensity(Block rows) {
    try (Engine engine = new TileEngine(flow)) {
      return engine.logDensity(parameters, rows);
    }
  }

  double mass() {
    double mass = 0;
    for (float value : logDensity) {
      mass += Math.exp(value) * WIDTH * WIDTH;
    }
    return mass;
  }

  double entropy() {
    double entropy = 0;
    for (float value : logDensity) {
      entropy -= value < -60 ? 0 : Math.exp(value) * value * WIDTH * WIDTH;
    }
    return entropy;
  }

  /** Rows of the density with their context. */
  Block draws(int rows, long seed) {
    Base.Draws base = flow.draws(parameters);
    SplittableRandom random = new SplittableRandom(seed);
    int width = flow.drawnWidth();
    Block drawn = Block.zeros(rows, flow.width());
    int found = 0;
    try (Engine engine = new TileEngine(flow)) {
      while (found < rows) {
        Block draws = Block.zeros(rows, width);
        Block context = Block.zeros(1, flow.width());
        setContext(context, 0);
        for (int row = 0; row < rows; row++) {
          base.draw(random, draws.values(), row * width);
          int behind = (row + 1) * width - flow.context();
          System.arraycopy(context.values(), 2, draws.values(), behind, flow.context());
        }
        float[] data = engine.toData(parameters, draws).values();
        for (int row = 0; row < rows && found < rows; row++) {
          float[] whole = context.values().clone();
          System.arraycopy(data, 2 * row, whole, 0, 2);
          if (flow.keeps(draws.values(), row * width, whole)) {
            System.arraycopy(whole, 0, drawn.values(), found++ * whole.length, whole.length);
          }
        }
      }
    }
    return drawn;
  }

  /** How likely counts at least this far from the density are. */
  double chiSquareTest(Block draws) {
    int cells = SIDE / CELL;
    double[] expected = new double[cells * cells];
    for (int i = 0; i < logDensity.length; i++) {
      expected[i / SIDE / CELL * cells + i % SIDE / CELL] +=
          Math.exp(logDensity[i]) * WIDTH * WIDTH * draws.rows();
    }
    double[] observed = new double[expected.length];
    for (int row = 0; row < draws.rows(); row++) {
      int x = cell(draws.values()[row * flow.width()]);
      int y = cell(draws.values()[row * flow.width() + 1]);
      if (x >= 0 && x < cells && y >= 0 && y < cells) {
        observed[y * cells + x]++;
      }
    }
    double restExpected = Arrays.stream(expected).sum();
    double restObserved = Arrays.stream(observed).sum();
    double sum = 0;
    int terms = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] >= LEAST_EXPECTED) {
        sum += Math.pow(observed[i] - expected[i], 2) / expected[i];
        terms++;
        restExpected -= expected[i];
        restObserved -= observed[i];
      }
    }
    if (restExpected >= LEAST_EXPECTED) {
      sum += Math.pow(restObserved - restExpected, 2) / restExpected;
      terms++;
    }
    return 1 - new ChiSquaredDistribution(terms - 1).cumulativeProbability(sum);
  }

  private static int cell(float coordinate) {
    return (int) Math.floor((coordinate + LIMIT) / (WIDTH * CELL));
  }
}
