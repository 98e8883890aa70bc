package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import normflow.spark.FailureCause;
import normflow.spark.TerminatedException;
import normflow.train.TrainingException;
import org.junit.jupiter.api.Test;

class TrialTrainingTest {

  private static RuntimeException thrown(RuntimeException error) {
    return assertThrows(
        RuntimeException.class,
        () ->
            TrialTraining.named(
                "repeat 2 of 3: ",
                () -> {
                  throw error;
                }));
  }

  @Test
  void aRepeatThatFailsIsNamed() {
    RuntimeException diverged =
        new IllegalStateException("job aborted", new TrainingException("no finite gradient"));
    assertEquals("repeat 2 of 3: no finite gradient", FailureCause.message(thrown(diverged)));
  }

  /** What is no fault of a training is known by its type. */
  @Test
  void theEndOfEverythingStaysAsItIs() {
    RuntimeException end = new IllegalStateException(new TerminatedException("terminated"));
    assertSame(end, thrown(end));
  }
}
