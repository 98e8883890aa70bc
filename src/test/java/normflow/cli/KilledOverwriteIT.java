package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.SplittableRandom;
import normflow.cli.OverwriteKills.Signal;
import org.junit.jupiter.api.Test;

/** A driver that is killed while it trains what is to take the place of a good model. */
class KilledOverwriteIT extends LocalSession {

  @Test
  void theOldModelOrTheNewOneIsFoundAndResumeGivesTheSameBits()
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(14);
    OverwriteKills attack = new OverwriteKills(folder);
    DriverProcess driver = attack.start("--overwrite");
    String first = String.format("step-%012d", 20 + random.nextInt(40));
    attack.awaitHalf(driver, "checkpoints", name -> name.compareTo(first) > 0);
    assertTrue(OverwriteKills.end(driver, Signal.KILL) != 0, "it ended before it was killed");
    assertEquals("old", attack.found());

    driver = attack.start("--resume");
    String second = String.format("step-%012d", 90 + random.nextInt(40));
    attack.awaitHalf(driver, "checkpoints", name -> name.compareTo(second) > 0);
    assertTrue(OverwriteKills.end(driver, Signal.TERM) != 0, "it ended before it was told to");
    assertEquals("old", attack.found());

    // About when the model is written, takes its place and is tested.
    driver = attack.start("--resume");
    attack.awaitHalf(driver, "", "flow.json"::equals);
    Thread.sleep(random.nextInt(3));
    OverwriteKills.end(driver, Signal.KILL);
    attack.found();
    assertTrue(attack.resumes());
    assertEquals("new", attack.found());
  }
}
