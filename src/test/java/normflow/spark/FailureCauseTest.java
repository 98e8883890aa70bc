package normflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FailureCauseTest {

  @Test
  void aMissingClassOfNd4jIsTheWrongJar() {
    Throwable error =
        new IllegalStateException(
            "in a task", new NoClassDefFoundError("org/nd4j/linalg/factory/Nd4j"));
    assertTrue(FailureCause.isInput(error));
    assertTrue(FailureCause.saysAll(error));
    assertTrue(
        FailureCause.message(error)
            .startsWith("executors, where org/nd4j/linalg/factory/Nd4j is missing"),
        FailureCause.message(error));
  }

  @Test
  void anotherMissingClassIsItself() {
    Throwable error = new NoClassDefFoundError("org/other/Thing");
    assertFalse(FailureCause.isInput(error));
    assertEquals("NoClassDefFoundError: org/other/Thing", FailureCause.message(error));
  }
}
