package normflow.study.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.study.importance.Importance.Share;
import org.junit.jupiter.api.Test;

class ImportanceTest {

  private static final int THINGS = 400;

  private static List<Share> shares(List<Factor> factors, double... losses) {
    return Importance.of(factors, losses).orElseThrow().shares();
  }

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
    List<Share> found =
        shares(List.of(Factor.ofNumbers(a), Factor.ofNumbers(b), Factor.ofNumbers(none)), loss);
    // Variances 4 / 12 and 1 / 12.
    assertEquals(0.8, found.get(0).value(), 0.04);
    assertEquals(0.2, found.get(1).value(), 0.04);
    assertEquals(0, found.get(2).value(), 0.01);
  }

  /** Whether two are alike explains all, and neither of them alone anything. */
  @Test
  void whatOnlyTwoTogetherDecideIsNoOnesShare() {
    double[] a = names(1, 2);
    double[] b = names(2, 2);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> a[i] == b[i] ? 1 : 0).toArray();
    List<Share> found = shares(List.of(Factor.ofValues(false, a), Factor.ofValues(false, b)), loss);
    assertTrue(found.get(0).value() + found.get(1).value() < 0.05, found.toString());
  }

  /** Cells of names have no order: the middle one of three can be the best. */
  @Test
  void namesArePartedAsTheirLossesLie() {
    double[] names = names(1, 5);
    double[] other = uniform(2);
    double[] worth = {3, 1, 3, 0, 3};
    double[] loss = Arrays.stream(names).map(name -> worth[(int) name]).toArray();
    List<Share> found =
        shares(List.of(Factor.ofValues(false, names), Factor.ofNumbers(other)), loss);
    assertEquals(1, found.get(0).value(), 0.01);
    assertEquals(0, found.get(1).value(), 0.01);
  }

  /** A range with few things in it weighs as much as one with many. */
  @Test
  void weightsAreThoseOfTheAxisNotOfTheThings() {
    double[] crowded = Arrays.stream(uniform(1)).map(value -> Math.pow(value, 8)).toArray();
    double[] even = uniform(2);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> crowded[i] + even[i]).toArray();
    List<Share> found = shares(List.of(Factor.ofNumbers(crowded), Factor.ofNumbers(even)), loss);
    assertEquals(0.5, found.get(0).value(), 0.07);
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
    List<Share> found = shares(List.of(factor), loss);
    assertEquals(1, found.get(0).value(), 1e-9);
  }

  @Test
  void nothingIsSaidOfFewThingsOrOneLoss() {
    Factor few = Factor.ofNumbers(0.1, 0.2, 0.9);
    assertEquals(Optional.empty(), Importance.of(List.of(few), 1, 2, 3));
    Factor many = Factor.ofNumbers(uniform(1));
    assertEquals(Optional.empty(), Importance.of(List.of(many), new double[THINGS]));
  }

  /** Of noise trees learn something by heart, and nothing that holds for other things. */
  @Test
  void nothingIsSaidOfNoise() {
    for (long seed = 1; seed <= 8; seed++) {
      Factor a = Factor.ofNumbers(uniform(seed));
      double learned =
          Importance.of(List.of(a), uniform(seed + 100)).map(Importance::learned).orElse(0.0);
      assertTrue(learned < 0.05, seed + ": " + learned);
    }
  }

  @Test
  void theScaleOfTheLossesDoesNotMatter() {
    double[] a = uniform(1);
    double[] b = uniform(2);
    double[] loss = IntStream.range(0, THINGS).mapToDouble(i -> a[i] + 2 * b[i]).toArray();
    List<Factor> factors = List.of(Factor.ofNumbers(a), Factor.ofNumbers(b));
    double[] tiny = Arrays.stream(loss).map(value -> 5 + 1e-7 * value).toArray();
    assertEquals(shares(factors, loss).get(0).value(), shares(factors, tiny).get(0).value(), 1e-3);
  }

  /** Of numbers in their order neighbours are alike; a seed of eight explains no noise. */
  @Test
  void fewNumbersKeepTheirOrder() {
    Factor ordered = Factor.ofValues(true, names(1, 3));
    assertEquals(0, ordered.weights()[0], 1e-12);
    assertEquals(1.0 / 3, ordered.weights()[2], 1e-12);
    assertTrue(ordered.ordered());
  }

  /** A thing whose loss is off is in some trees and not in others. */
  @Test
  void theDeviationSaysHowSureTheSharesAre() {
    double[] a = Arrays.copyOf(uniform(1), 20);
    double[] b = Arrays.copyOf(uniform(2), 20);
    double[] loss = IntStream.range(0, 20).mapToDouble(i -> i == 7 ? 1 + a[i] : a[i]).toArray();
    List<Share> found = shares(List.of(Factor.ofNumbers(a), Factor.ofNumbers(b)), loss);
    assertTrue(found.get(0).deviation() > 0.05, found.toString());
  }
}
