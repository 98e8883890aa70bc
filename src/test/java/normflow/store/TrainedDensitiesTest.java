package normflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import org.junit.jupiter.api.Test;

class TrainedDensitiesTest {

  @Test
  void aShareOfTheRowsIsBelowItsQuantile() {
    // 2,001 numbers from -10 to 10, in no order, and two that are none.
    double[] values =
        IntStream.range(0, 2_003)
            .mapToDouble(i -> i < 2_001 ? (i * 7 % 2_001) / 100.0 - 10 : -1.0 / 0)
            .toArray();
    values[2_002] = Double.NaN;
    TrainedDensities densities = TrainedDensities.of(values).orElseThrow();
    assertEquals(2_001, densities.rows());
    assertEquals(-10, densities.quantile(0), 1e-12);
    assertEquals(-9.8, densities.quantile(0.01), 1e-12);
    assertEquals(-9.79, densities.quantile(0.0105), 1e-12);
    assertEquals(10, densities.quantile(1), 1e-12);
    assertEquals(densities, Codec.json("densities", Codec.json(densities), TrainedDensities.class));
  }

  @Test
  void fewRowsAreEnough() {
    assertEquals(3, TrainedDensities.of(new double[] {3}).orElseThrow().quantile(0.2));
    assertEquals(2.5, TrainedDensities.of(new double[] {3, 2}).orElseThrow().quantile(0.5), 1e-12);
    assertEquals(Optional.empty(), TrainedDensities.of(new double[] {Double.NaN}));
  }

  @Test
  void damagedOnesAreRefused() {
    List<Double> few = List.of(1.0);
    assertThrows(IllegalArgumentException.class, () -> new TrainedDensities(1, 5, few));
    List<Double> falling = new java.util.ArrayList<>(Collections.nCopies(1_001, 1.0));
    falling.set(7, 2.0);
    assertThrows(IllegalArgumentException.class, () -> new TrainedDensities(1, 5, falling));
  }
}
