package normflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import normflow.layer.Bound;
import normflow.layer.Planar.Start;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void parameterCountsAreThePublishedOnes() {
    assertEquals(160, Architecture.Planar.defaults().flow(2).layout().trainedSize());
    assertEquals(71_744, Architecture.RealNvp.defaults().flow(2).layout().trainedSize());
  }

  @Test
  void couplingsAlternateAndEachHasABatchNorm() {
    assertEquals(16, Architecture.RealNvp.defaults().flow(2).layers().size());
    assertEquals(32, Architecture.RealNvp.defaults().flow(2).layout().size() - 71_744);
  }

  @Test
  void badChoicesNameTheirValue() {
    assertMessage(
        "couplings = 0: must be from 1 to 10,000",
        () -> new Architecture.RealNvp(0, List.of(64), Bound.TANH, true, new StandardNormal()));
    assertMessage(
        "hidden[1] = -3: widths must be positive",
        () -> new Architecture.RealNvp(8, List.of(64, -3), Bound.TANH, true, new StandardNormal()));
    assertMessage(
        "dim = 1: without a context a coupling needs 2 columns or more; a planar flow takes 1",
        () -> Architecture.RealNvp.defaults().flow(1).layout());
    assertMessage(
        "layers = 0: must be from 1 to 10,000",
        () -> new Architecture.Planar(0, true, Start.SPREAD, new StandardNormal()));
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
