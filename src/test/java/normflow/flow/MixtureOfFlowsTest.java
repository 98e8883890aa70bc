package normflow.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.SessionEngine;
import normflow.engine.tile.TileEngine;
import normflow.graph.ParameterLayout;
import normflow.layer.Bound;
import normflow.layer.Permutation;
import normflow.layer.Planar.Start;
import normflow.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class MixtureOfFlowsTest {

  private static final Flow MEMBER =
      new Nsf(2, List.of(12), false, 4, 3, new StandardNormal()).flow(2, 1);
  private static final int MEMBERS = 3;
  private static final int ROWS = 600;

  private static Flow mixture(boolean crossFitted) {
    return new Flow(
        2,
        1,
        new MixtureOfFlows(List.of(MEMBER, MEMBER, MEMBER), crossFitted),
        crossFitted ? List.of() : List.of(Permutation.reversed(2)));
  }

  @Test
  void theDensityIsTheMeanOfTheMembers() {
    float[] parameters = parameters(mixture(false));
    Block rows = rows();
    double[][] each = each(parameters, rows, false);
    double[] expected = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (double[] one : each) {
        expected[row] += Math.exp(one[row]) / MEMBERS;
      }
      expected[row] = Math.log(expected[row]);
    }
    assertArrayEquals(expected, logDensity(mixture(false), parameters, rows), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachMemberIsFittedAsIfItWereAlone(boolean crossFitted) {
    Flow flow = mixture(crossFitted);
    float[] parameters = parameters(flow);
    Block rows = rows();
    int[] own = own(parameters, rows);
    try (SessionEngine whole = new SessionEngine(flow, DataType.FLOAT);
        SessionEngine alone = new SessionEngine(MEMBER, DataType.FLOAT)) {
      float[] gradient = whole.lossAndGradient(parameters, rows).gradient();
      int size = gradient.length / MEMBERS;
      for (int k = 0; k < MEMBERS; k++) {
        int member = k;
        Block seen = kept(met(rows, crossFitted), row -> !crossFitted || own[row] != member);
        float[] expected = alone.lossAndGradient(member(parameters, k), seen).gradient();
        double scale = crossFitted ? MEMBERS - 1 : MEMBERS;
        for (int i = 0; i < size; i++) {
          assertEquals(
              expected[i] / scale, gradient[k * size + i], 2e-2 + 1e-3 * Math.abs(expected[i]));
        }
      }
    }
  }

  @Test
  void aRowIsOfTheMemberThatHasNotSeenIt() {
    float[] parameters = parameters(mixture(true));
    Block rows = rows();
    int[] own = own(parameters, rows);
    double[][] each = each(parameters, rows, true);
    double[] density = logDensity(mixture(true), parameters, rows);
    for (int row = 0; row < ROWS; row++) {
      assertEquals(each[own[row]][row], density[row], 1e-4);
    }
    for (int row = 0; row < ROWS; row++) {
      assertEquals(Folds.part(rows.values(), 3 * row, 3, MEMBERS), own[row]);
    }
    for (int k = 0; k < MEMBERS; k++) {
      int member = k;
      double share = Arrays.stream(own).filter(one -> one == member).count();
      // Four standard deviations of a binomial.
      assertEquals(ROWS / 3.0, share, 4 * Math.sqrt(ROWS * 2 / 9.0));
    }
  }

  /** Values that repeat, as most tables have them. */
  @Test
  void partsOfWholeNumbersAreOfOneSize() {
    Flow one = new Architecture.Planar(1, true, Start.SPREAD, new StandardNormal()).flow(3);
    Flow flow = new Flow(3, 0, new MixtureOfFlows(List.of(one, one), true), List.of());
    float[] parameters = flow.layout().initial(1);
    Block rows = Block.zeros(1000, 3);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = i / 3 / (int) Math.pow(10, i % 3) % 10 / 3f - 1.5f;
    }
    double[] density = logDensity(flow, parameters, rows);
    double[] first = logDensity(one, Arrays.copyOf(parameters, parameters.length / 2), rows);
    int of = 0;
    for (int row = 0; row < 1000; row++) {
      of += Math.abs(density[row] - first[row]) < 1e-6 ? 1 : 0;
    }
    assertEquals(500, of, 4 * Math.sqrt(250));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drawsAreOfEveryMember(boolean crossFitted) {
    Flow flow = mixture(crossFitted);
    float[] parameters = parameters(flow);
    Base.Draws draws = flow.draws(parameters);
    Block base = Block.zeros(ROWS, flow.drawnWidth());
    int[] chosen = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      int offset = row * base.dim();
      draws.draw(Streams.stream(1, Streams.Purpose.SAMPLES, row), base.values(), offset);
      chosen[row] = (int) base.values()[offset + 2];
      base.values()[offset + 3] = 0.3f;
    }
    Block data;
    try (TileEngine engine = new TileEngine(flow)) {
      data = engine.toData(parameters, base);
    }
    for (int k = 0; k < MEMBERS; k++) {
      int member = k;
      assertEquals(
          ROWS / 3.0, (double) Arrays.stream(chosen).filter(one -> one == member).count(), 46);
      Block own = Block.zeros(ROWS, 3);
      for (int row = 0; row < ROWS; row++) {
        System.arraycopy(base.values(), row * 4, own.values(), row * 3, 2);
        own.values()[row * 3 + 2] = 0.3f;
      }
      try (TileEngine engine = new TileEngine(MEMBER)) {
        float[] images = engine.toData(member(parameters, k), own).values();
        for (int row = 0; row < ROWS; row++) {
          if (chosen[row] == k) {
            // A layer before the mixture turns the columns round.
            int first = crossFitted ? 0 : 1;
            assertEquals(images[2 * row], data.values()[2 * row + first], 1e-5);
            assertEquals(images[2 * row + 1], data.values()[2 * row + 1 - first], 1e-5);
          }
        }
      }
    }
  }

  /** A member that a row does not belong to may find it impossible. */
  @Test
  void whatIsWithoutEndElsewhereIsNoMatter() {
    float[] parameters = parameters(mixture(true));
    Block rows = rows();
    int[] own = own(parameters, rows);
    double[] before = logDensity(mixture(true), parameters, rows);
    // So far off that squares are beyond single precision.
    int size = parameters.length / MEMBERS;
    ParameterLayout.Entry bias = MEMBER.layout().entry("layers.0.bias");
    Arrays.fill(parameters, size + bias.offset(), size + bias.offset() + 2, 1e25f);
    double[] each = logDensity(MEMBER, member(parameters, 1), rows);
    double[] density = logDensity(mixture(true), parameters, rows);
    assertTrue(Arrays.stream(each).noneMatch(Double::isFinite));
    for (int row = 0; row < ROWS; row++) {
      if (own[row] != 1) {
        assertEquals(before[row], density[row], 1e-4);
      }
    }
  }

  @Test
  void membersStartFromValuesOfTheirOwn() {
    Flow flow =
        new Ensemble(2, false, new Nsf(1, List.of(8), false, 4, 3, new StandardNormal())).flow(2);
    float[] parameters = flow.layout().initial(1);
    int half = parameters.length / 2;
    assertTrue(
        !Arrays.equals(
            Arrays.copyOf(parameters, half), Arrays.copyOfRange(parameters, half, 2 * half)));
  }

  @Test
  void oneMemberIsTheFlowItself() {
    Architecture of = new Nsf(1, List.of(8), false, 4, 3, new StandardNormal());
    assertEquals(of.flow(2), new Ensemble(1, false, of).flow(2));
  }

  @Test
  void whatCannotBeIsRefused() {
    Flow other = new Maf(1, List.of(4), Bound.SOFT, new StandardNormal()).flow(3, 1);
    for (Runnable refused :
        List.<Runnable>of(
            () -> new MixtureOfFlows(List.of(MEMBER), false),
            () -> new MixtureOfFlows(List.of(MEMBER, other), false),
            () -> new Flow(2, 1, mixture(true).base(), List.of(Permutation.reversed(2))),
            () -> new MixtureOfFlows(List.of(mixture(false), mixture(false)), false),
            () -> new Flow(3, 1, mixture(false).base(), List.of()).layout(),
            () ->
                new Ensemble(
                        100,
                        false,
                        new Architecture.Planar(10_000, true, Start.SPREAD, new StandardNormal()))
                    .flow(2),
            () -> new Ensemble(2, true, Architecture.RealNvp.defaults()).flow(2),
            () -> mixture(true).behind(List.of(Permutation.reversed(2), Permutation.reversed(2))),
            () -> new Ensemble(1, true, Nsf.defaults()),
            () -> new Ensemble(0, false, Nsf.defaults()),
            () -> new Ensemble(2, false, new Ensemble(2, false, Nsf.defaults())))) {
      assertThrows(IllegalArgumentException.class, refused::run);
    }
  }

  private static float[] parameters(Flow flow) {
    float[] parameters = flow.layout().initial(7);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextGaussian(0, 0.2);
    }
    return parameters;
  }

  private static Block rows() {
    SplittableRandom random = new SplittableRandom(3);
    Block rows = Block.zeros(ROWS, 3);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = (float) random.nextGaussian();
    }
    return rows;
  }

  /** The rows as the mixture meets them: turned round by the layer before it, if there is one. */
  private static Block met(Block rows, boolean crossFitted) {
    if (crossFitted) {
      return rows;
    }
    Block reversed = Block.zeros(ROWS, 3);
    for (int row = 0; row < ROWS; row++) {
      reversed.values()[3 * row] = rows.values()[3 * row + 1];
      reversed.values()[3 * row + 1] = rows.values()[3 * row];
      reversed.values()[3 * row + 2] = rows.values()[3 * row + 2];
    }
    return reversed;
  }

  private static Block kept(Block rows, IntPredicate kept) {
    int[] indices = IntStream.range(0, ROWS).filter(kept).toArray();
    Block some = Block.zeros(indices.length, 3);
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(rows.values(), 3 * indices[i], some.values(), 3 * i, 3);
    }
    return some;
  }

  private static float[] member(float[] parameters, int k) {
    int size = parameters.length / MEMBERS;
    ParameterLayout layout = MEMBER.layout();
    assertEquals(size, layout.size());
    return Arrays.copyOfRange(parameters, k * size, (k + 1) * size);
  }

  private static double[][] each(float[] parameters, Block rows, boolean crossFitted) {
    double[][] each = new double[MEMBERS][];
    for (int k = 0; k < MEMBERS; k++) {
      each[k] = logDensity(MEMBER, member(parameters, k), met(rows, crossFitted));
    }
    return each;
  }

  /** Which member's density a row has when they are cross-fitted. */
  private static int[] own(float[] parameters, Block rows) {
    double[][] each = each(parameters, rows, true);
    double[] density = logDensity(mixture(true), parameters, rows);
    int[] own = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (int k = 1; k < MEMBERS; k++) {
        double off = Math.abs(each[k][row] - density[row]);
        own[row] = off < Math.abs(each[own[row]][row] - density[row]) ? k : own[row];
      }
    }
    return own;
  }

  private static double[] logDensity(Flow flow, float[] parameters, Block rows) {
    try (TileEngine engine = new TileEngine(flow)) {
      float[] found = engine.logDensity(parameters, rows);
      double[] values = new double[found.length];
      Arrays.setAll(values, i -> found[i]);
      return values;
    }
  }
}
