package normflow.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SetOptionTest {

  @Test
  void whatIsSaidAgainHasNoPasswords() {
    SetOption set = new SetOption();
    new CommandLine(set)
        .parseArgs("--set", "data.options.password=hunter2", "--set", "training.steps=4");
    assertFalse(set.words().contains("hunter2"), set.words());
    assertTrue(set.words().contains("data.options.password=***"), set.words());
    assertTrue(set.words().endsWith(" --set training.steps=4"), set.words());
    assertEquals("hunter2", set.changes().texts().get("data.options.password"));
  }
}
