package normflow.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import normflow.engine.Block;
import normflow.engine.SessionEngine;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.StandardUniform;
import normflow.layer.Mixed.Atom;
import normflow.layer.Mixed.Column;
import org.junit.jupiter.api.Test;

/** Probabilities of atoms and densities between them are those of one distribution. */
class MixedTest {

  private static final Column CONTINUOUS = Column.ofContinuous();
  private static final Column LEVELS = column(0, 0.5, 0.2, 0.3);
  private static final Column BOTH = column(0.6, 0.1, 0.3);

  private static Column column(double continuous, double... shares) {
    return new Column(
        Arrays.stream(shares).mapToObj(share -> new Atom(share, 3 * share)).toList(), continuous);
  }

  private static Flow flow(Column... columns) {
    Layer layer = new Mixed(List.of(columns), List.of(8, 8), new RationalQuadratic(5, 4));
    return new Flow(columns.length, 0, new StandardUniform(), List.of(layer));
  }

  private static float[] random(Flow flow) {
    float[] parameters = flow.layout().initial(1);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian(0, 0.7);
    }
    return parameters;
  }

  /** Numbers of a column and what a row that has one weighs: 1 on an atom, a distance between. */
  private record Grid(List<Double> numbers, List<Double> weights) {

    static Grid of(Column column) {
      Grid grid = new Grid(new ArrayList<>(), new ArrayList<>());
      for (int k = 0; k < column.atoms().size(); k++) {
        grid.numbers.add(Mixed.place(k) + 0.25);
        grid.weights.add(1.0);
      }
      double distance = 0.02;
      double end = column.continuous() > 0 ? 25 : 0;
      for (double x = -end; x < end; x += distance) {
        grid.numbers.add(x + distance / 2);
        grid.weights.add(distance);
      }
      return grid;
    }
  }

  private static double total(Flow flow, float[] parameters, List<Grid> grids) {
    int size = grids.stream().mapToInt(grid -> grid.numbers.size()).reduce(1, (a, b) -> a * b);
    Block rows = Block.zeros(size, grids.size());
    double[] weights = new double[size];
    for (int row = 0; row < size; row++) {
      weights[row] = 1;
      int rest = row;
      for (int i = 0; i < grids.size(); i++) {
        Grid grid = grids.get(i);
        int at = rest % grid.numbers.size();
        rest /= grid.numbers.size();
        rows.values()[row * grids.size() + i] = grid.numbers.get(at).floatValue();
        weights[row] *= grid.weights.get(at);
      }
    }
    try (TileEngine engine = new TileEngine(flow)) {
      float[] logDensity = engine.logDensity(parameters, rows);
      double total = 0;
      for (int row = 0; row < size; row++) {
        total += weights[row] * Math.exp(logDensity[row]);
      }
      return total;
    }
  }

  @Test
  void probabilitiesOfAllCombinationsOfLevelsAddUpToOne() {
    Flow flow = flow(LEVELS, column(0, 0.9, 0.1), LEVELS);
    List<Grid> grids = flow.layers().stream().flatMap(MixedTest::grids).toList();
    assertEquals(1, total(flow, random(flow), grids), 1e-5);
  }

  private static java.util.stream.Stream<Grid> grids(Layer layer) {
    return ((Mixed) layer).columns().stream().map(Grid::of);
  }

  @Test
  void sumsAndIntegralsTogetherAreOne() {
    for (Column[] columns :
        List.of(
            new Column[] {BOTH},
            new Column[] {CONTINUOUS, LEVELS},
            new Column[] {LEVELS, BOTH, LEVELS})) {
      Flow flow = flow(columns);
      List<Grid> grids = flow.layers().stream().flatMap(MixedTest::grids).toList();
      assertEquals(1, total(flow, random(flow), grids), 2e-3, Arrays.toString(columns));
    }
  }

  @Test
  void startsWithTheSharesOfTheTrainingRows() {
    Flow flow = flow(LEVELS, BOTH);
    float[] start = flow.layout().initial(1);
    Block rows = new Block(new float[] {Mixed.place(2), Mixed.place(1) + 1}, 1, 2);
    try (TileEngine engine = new TileEngine(flow)) {
      assertEquals(Math.log(0.3 * 0.3), engine.logDensity(start, rows)[0], 1e-5);
    }
  }

  /** Also given what a float near 1 cannot tell from its neighbours. */
  @Test
  void drawsGivenTheFirstColumnsAreOfTheConditionalDistribution() {
    Flow flow = flow(column(0, 1 - 1e-8, 1e-8), LEVELS, BOTH, LEVELS);
    Mixed mixed = (Mixed) flow.layers().get(0);
    float[] parameters = random(flow);
    int rows = 20_000;
    float[] first = {Mixed.place(1) + 0.5f, Mixed.place(2) + 0.5f, 0.3f};
    double[][] shares = new double[2][3];
    for (int given = 1; given <= 3; given += 2) {
      Flow drawing = new Flow(4, 0, new StandardUniform(), List.of(mixed.given(given)));
      Block base = Block.zeros(rows, 4);
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < base.values().length; i++) {
        base.values()[i] = i % 4 < given ? first[i % 4] : (float) random.nextDouble();
      }
      try (TileEngine engine = new TileEngine(drawing)) {
        float[] drawn = engine.toData(parameters, base).values();
        for (int i = 0; i < drawn.length; i++) {
          if (i % 4 < given) {
            assertEquals(first[i % 4], drawn[i]);
          } else if (i % 4 == given) {
            shares[given / 2][Mixed.atom(drawn[i])] += 1.0 / rows;
          }
        }
      }
    }
    try (TileEngine engine = new TileEngine(flow)) {
      // p(b | a) by sums over the columns behind, p(d | a, b, c) by what is in the sum over d.
      double[] second = new double[3];
      double[] fourth = new double[3];
      Grid third = Grid.of(BOTH);
      for (int b = 0; b < 3; b++) {
        Block all = Block.zeros(3 * third.numbers.size(), 4);
        for (int row = 0; row < all.rows(); row++) {
          all.values()[row * 4] = first[0];
          all.values()[row * 4 + 1] = Mixed.place(b) + 0.5f;
          all.values()[row * 4 + 2] = third.numbers.get(row / 3).floatValue();
          all.values()[row * 4 + 3] = Mixed.place(row % 3) + 0.5f;
        }
        float[] logDensity = engine.logDensity(parameters, all);
        for (int row = 0; row < all.rows(); row++) {
          second[b] += third.weights.get(row / 3) * Math.exp(logDensity[row]);
        }
        Block one =
            new Block(new float[] {first[0], first[1], first[2], Mixed.place(b) + 0.5f}, 1, 4);
        fourth[b] = Math.exp(engine.logDensity(parameters, one)[0]);
      }
      for (int level = 0; level < 3; level++) {
        double deviation = 0.5 / Math.sqrt(rows);
        assertEquals(second[level] / Arrays.stream(second).sum(), shares[0][level], 4 * deviation);
        assertEquals(fourth[level] / Arrays.stream(fourth).sum(), shares[1][level], 4 * deviation);
      }
    }
  }

  @Test
  void whereInAnAtomARowStandsDoesNotMatter() {
    Flow flow = flow(BOTH, LEVELS, CONTINUOUS);
    float[] rows = {
      Mixed.place(0), Mixed.place(1), .4f, Mixed.place(0) + 1, Mixed.place(1) + .7f, .4f
    };
    try (TileEngine engine = new TileEngine(flow)) {
      float[] logDensity = engine.logDensity(random(flow), new Block(rows, 2, 3));
      assertEquals(logDensity[0], logDensity[1], 1e-6f);
    }
  }

  /** Each combination of atoms as often as its probability says, and back to the same base. */
  @Test
  void drawsHaveTheProbabilities() {
    Flow flow = flow(BOTH, LEVELS);
    float[] parameters = random(flow);
    int rows = 20_000;
    Block base = Block.zeros(rows, 2);
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < rows; row++) {
      flow.base().draws(2, name -> new float[0]).draw(random, base.values(), 2 * row);
    }
    try (TileEngine engine = new TileEngine(flow)) {
      Block data = engine.toData(parameters, base);
      assertArrayEquals(base.values(), engine.toBase(parameters, data).values(), 1e-3f);
      for (int first = 0; first < 2; first++) {
        for (int second = 0; second < 3; second++) {
          float[] cell = {Mixed.place(first), Mixed.place(second)};
          double probability = Math.exp(engine.logDensity(parameters, new Block(cell, 1, 2))[0]);
          double found = count(data, cell) / (double) rows;
          double error = Math.sqrt(probability * (1 - probability) / rows);
          assertEquals(probability, found, 4 * error, Arrays.toString(cell));
        }
      }
    }
  }

  private static long count(Block rows, float[] places) {
    long count = 0;
    for (int row = 0; row < rows.rows(); row++) {
      boolean same = true;
      for (int i = 0; i < places.length; i++) {
        float distance = rows.values()[row * places.length + i] - places[i];
        same &= distance >= 0 && distance <= 1;
      }
      count += same ? 1 : 0;
    }
    return count;
  }

  @Test
  void gradientOnAtomsIsThatOfTheSession() {
    Flow flow = flow(BOTH, LEVELS, CONTINUOUS);
    float[] parameters = random(flow);
    float[] rows = {
      Mixed.place(0), Mixed.place(1), .4f, .3f, Mixed.place(2) + .7f, -1, 2, Mixed.place(0), 7
    };
    try (TileEngine engine = new TileEngine(flow);
        SessionEngine session = new SessionEngine(flow)) {
      Block block = new Block(rows, 3, 3);
      assertArrayEquals(
          session.lossAndGradient(parameters, block).gradient(),
          engine.lossAndGradient(parameters, block).gradient(),
          1e-3f);
    }
  }

  @Test
  void refusesWhatHasNoProbability() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new Atom(0, 1))
            .getMessage()
            .startsWith("share = 0.0: must be from"));
    List<Atom> none = Collections.emptyList();
    assertThrows(IllegalArgumentException.class, () -> new Column(none, 0));
    assertThrows(IllegalArgumentException.class, () -> flow(BOTH).layers().get(0).weights(2, 0));
  }
}
