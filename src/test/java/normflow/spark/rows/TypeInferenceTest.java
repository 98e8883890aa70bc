package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import normflow.codec.ConfigException;
import normflow.config.StatedType;
import normflow.model.ColumnType;
import org.junit.jupiter.api.Test;

class TypeInferenceTest {

  private final SplittableRandom random = new SplittableRandom(1);

  private static ColumnType type(DoubleSupplier values, int rows) {
    return type(StatedType.AUTO, values, rows);
  }

  private static ColumnType type(StatedType stated, DoubleSupplier values, int rows) {
    double[] sample = DoubleStream.generate(values).limit(rows).toArray();
    boolean nullable = DoubleStream.of(sample).anyMatch(Double::isNaN);
    return TypeInference.of(sample, new KnownColumn("c", nullable, List.of(), stated));
  }

  @Test
  void fewValuesAreAtoms() {
    ColumnType dice = type(() -> 1 + random.nextInt(6), 200);
    assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), dice.atoms());
    assertTrue(dice.whole());
    assertFalse(dice.nullable());
    ColumnType steps = type(() -> random.nextInt(3) / 4.0, 200);
    assertEquals(List.of(0.0, 0.25, 0.5), steps.atoms());
    assertFalse(steps.whole());
    assertEquals(List.of(7.0), type(() -> 7, 100).atoms(), "a constant");
    assertEquals(List.of(0.0, 1.0), type(() -> random.nextBoolean() ? 1 : -0.0, 100).atoms());
  }

  @Test
  void wholeNumbersOfAWideRangeAreNumbers() {
    ColumnType ages = type(() -> Math.rint(random.nextGaussian(50, 12)), 1000);
    assertEquals(List.of(), ages.atoms());
    assertTrue(ages.whole());
    assertEquals(ColumnType.of(List.of(), false, true, List.of()), ages);
  }

  @Test
  void aValueThatStandsOutIsAnAtom() {
    ColumnType amounts =
        type(() -> random.nextInt(3) == 0 ? 0 : Math.exp(random.nextGaussian(4, 1)), 1000);
    assertEquals(List.of(0.0), amounts.atoms());
    assertTrue(amounts.log());
    assertEquals(0, amounts.shift());
    ColumnType capped = type(() -> Math.min(1.5, random.nextGaussian()), 1000);
    assertEquals(List.of(1.5), capped.atoms());
    assertFalse(capped.log(), "there are negative values");
  }

  @Test
  void skewedCountsAreTakenByTheirLogarithms() {
    ColumnType counts = type(() -> Math.floor(-300 * Math.log(random.nextDouble())), 2000);
    assertEquals(new ColumnType(List.of(), false, true, List.of(), true, 1), counts);
    assertTrue(type(random::nextGaussian, 1000).plain());
    assertTrue(type(() -> 100 + random.nextGaussian(), 1000).plain(), "positive, and not skewed");
  }

  @Test
  void nullsAreAtoms() {
    ColumnType some = type(() -> random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian(), 500);
    assertEquals(ColumnType.of(List.of(), true, false, List.of()), some);
    assertEquals(0, some.atom(Double.NaN));
    ColumnType all = type(() -> Double.NaN, 10);
    assertEquals(1, all.count());
    ColumnType texts =
        TypeInference.of(
            new double[] {0, 1, 0},
            new KnownColumn("c", true, List.of("no", "yes", "maybe"), StatedType.AUTO));
    assertEquals(3, texts.atom(Double.NaN), "a null that the sample has not");
    assertEquals(2, texts.atom(2), "a level that no row of the sample has");
  }

  @Test
  void whatIsStatedHolds() {
    ColumnType grades = type(StatedType.CONTINUOUS, () -> random.nextInt(5), 200);
    assertTrue(grades.plain());
    assertFalse(grades.whole());
    ColumnType holes =
        type(
            StatedType.CONTINUOUS,
            () -> random.nextInt(9) == 0 ? Double.NaN : 1 / random.nextDouble(),
            200);
    assertEquals(ColumnType.of(List.of(), true, false, List.of()), holes);
    ColumnType amounts =
        type(
            StatedType.POSITIVE,
            () -> random.nextInt(3) == 0 ? 0 : 100 + random.nextGaussian(),
            1000);
    assertEquals(new ColumnType(List.of(0.0), false, false, List.of(), true, 0), amounts);
    ColumnType codes = type(StatedType.CATEGORICAL, () -> 1000 + random.nextInt(100), 400);
    assertEquals(ColumnType.of(codes.atoms(), false, true, List.of()), codes);
    assertTrue(codes.atoms().size() > 90, "each value of the sample");
    assertEquals(
        type(StatedType.AUTO, () -> 7, 100),
        type(StatedType.INTEGER, () -> 7, 100),
        "atoms as they are found");
  }

  @Test
  void whatContradictsAStatedTypeIsRefused() {
    refused(StatedType.POSITIVE, () -> random.nextInt(5) - 2.5, "column c", "positive", "-2.5");
    refused(StatedType.INTEGER, () -> random.nextInt(5) / 4.0, "column c", "integer", "0.25");
    refused(StatedType.CONTINUOUS, () -> 3, "column c", "one value only, 3.0");
    refused(StatedType.CATEGORICAL, random::nextDouble, "column c", "more than 256");
  }

  private static void refused(StatedType stated, DoubleSupplier values, String... words) {
    String error =
        assertThrows(ConfigException.class, () -> type(stated, values, 300)).getMessage();
    for (String word : words) {
      assertTrue(error.contains(word), error);
    }
  }
}
