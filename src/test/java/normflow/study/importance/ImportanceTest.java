package normflow.study.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceTest {

  private static final int THINGS = 400;

  private static double[] uniform(long seed) {
    return new SplittableRandom(seed).doubles(THINGS).toArray();
  }

  private static double[] names(long seed, int count) {
    return Arrays.stream(uniform(seed)).map(value -> Math.floor(count * value)).toArray();
  }

  /** Of a sum the shares are those of the variances of its parts, which are known. */
  @Test
  void sharesOfASumAreThoseOfItsParts() {
    double[] a = uniform(1);
    double[] b = uniform(2);
    double[] none = uniform(3);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> 2 * a[i] + b[i]).toArray();
    List<Importance> found =
        Importance.of(
            List.of(Factor.ofNumbers(a), Factor.ofNumbers(b), Factor.ofNumbers(none)), loss);
    // Variances 4 / 12 and 1 / 12.
    assertEquals(0.8, found.get(0).share(), 0.04);
    assertEquals(0.2, found.get(1).share(), 0.04);
    assertEquals(0, found.get(2).share(), 0.01);
  }

  /** Whether two are alike explains all, and neither of them alone anything. */
  @Test
  void whatOnlyTwoTogetherDecideIsNoOnesShare() {
    double[] a = names(1, 2);
    double[] b = names(2, 2);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> a[i] == b[i] ? 1 : 0).toArray();
    List<Importance> found = Importance.of(List.of(Factor.ofNames(a), Factor.ofNames(b)), loss);
    assertTrue(found.get(0).share() + found.get(1).share() < 0.05, found.toString());
  }

  /** Cells of names have no order: the middle one of three can be the best. */
  @Test
  void namesArePartedAsTheirLossesLie() {
    double[] names = names(1, 5);
    double[] other = uniform(2);
    double[] worth = {3, 1, 3, 0, 3};
    double[] loss = Arrays.stream(names).map(name -> worth[(int) name]).toArray();
    List<Importance> found =
        Importance.of(List.of(Factor.ofNames(names), Factor.ofNumbers(other)), loss);
    assertEquals(1, found.get(0).share(), 0.01);
    assertEquals(0, found.get(1).share(), 0.01);
  }

  /** A range with few things in it weighs as much as one with many. */
  @Test
  void weightsAreThoseOfTheAxisNotOfTheThings() {
    double[] crowded = Arrays.stream(uniform(1)).map(value -> Math.pow(value, 8)).toArray();
    double[] even = uniform(2);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> crowded[i] + even[i]).toArray();
    List<Importance> found =
        Importance.of(List.of(Factor.ofNumbers(crowded), Factor.ofNumbers(even)), loss);
    assertEquals(0.5, found.get(0).share(), 0.07);
  }

  @Test
  void whereAnAxisIsMissingIsAValueOfItsOwn() {
    double[] flow = names(1, 2);
    double[] drawn = uniform(2);
    double[] bins =
        IntStream.range(0, THINGS).mapToDouble(i -> flow[i] == 0 ? Double.NaN : drawn[i]).toArray();
    double[] loss =
        IntStream.range(0, THINGS).mapToDouble(i -> Double.isNaN(bins[i]) ? 1 : 0).toArray();
    Factor factor = Factor.ofNumbers(bins);
    assertEquals(1, Arrays.stream(factor.weights()).sum(), 1e-12);
    assertEquals(
        (double) Arrays.stream(flow).filter(value -> value == 0).count() / THINGS,
        factor.weights()[0],
        1e-12);
    List<Importance> found = Importance.of(List.of(factor), loss);
    assertEquals(1, found.get(0).share(), 1e-9);
  }

  @Test
  void nothingIsSaidOfFewThingsOrOneLoss() {
    Factor few = Factor.ofNumbers(0.1, 0.2, 0.9);
    assertEquals(List.of(), Importance.of(List.of(few), 1, 2, 3));
    Factor many = Factor.ofNumbers(uniform(1));
    assertEquals(List.of(), Importance.of(List.of(many), new double[THINGS]));
  }

  /** A thing whose loss is far from all others is in some trees and not in others. */
  @Test
  void theDeviationSaysHowSureTheSharesAre() {
    double[] a = Arrays.copyOf(uniform(1), 20);
    double[] b = Arrays.copyOf(uniform(2), 20);
    double[] loss = IntStream.range(0, 20).mapToDouble(i -> i == 7 ? 10 : a[i]).toArray();
    List<Importance> found = Importance.of(List.of(Factor.ofNumbers(a), Factor.ofNumbers(b)), loss);
    assertTrue(found.get(0).deviation() > 0.1, found.toString());
  }
}
