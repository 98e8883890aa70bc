package normflow.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CooldownTest {

  @Test
  void itIsConstantAndThenFallsToZero() {
    Schedule schedule = new Schedule.Cooldown(0.5, 100);
    assertEquals(0.5, schedule.factor(0, 120));
    assertEquals(0.5, schedule.factor(100, 120));
    assertEquals(0.25, schedule.factor(110, 120));
    assertEquals(0.025, schedule.factor(119, 120), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cooldown(1.5, 0));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cooldown(1, -1));
  }
}
