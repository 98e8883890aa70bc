package normflow.spark.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RankTest {

  @Test
  void isTheShareThatIsBelowAndHalfOfWhatIsEqual() {
    double[] sorted = {-3, -1, -1, 2};
    assertEquals(0, Rank.share(sorted, Double.NEGATIVE_INFINITY));
    assertEquals(0, Rank.share(sorted, -3.5));
    assertEquals(0.125, Rank.share(sorted, -3));
    assertEquals(0.25, Rank.share(sorted, -2));
    assertEquals(0.5, Rank.share(sorted, -1));
    assertEquals(1, Rank.share(sorted, 2.5));
  }
}
