package normflow.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import normflow.cli.console.Ticker.Style;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Mode;
import normflow.study.Placement;
import normflow.study.Strategy.Phase;
import normflow.study.search.Trials;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sweep says while its trials say nothing. */
@Tag("slow")
class SweepProgressTest {

  private static final String SWEEP =
      """
      base:
        data: {type: generated, density: two-moons, rows: 100}
        validation: {share: 0.5}
        flow: {type: planar, layers: 1}
        training: {batchSize: 8, steps: 4}
      axes: {training.seed: [1, 2]}
      output: sweep
      """;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private String printed() {
    return printed.toString(UTF_8);
  }

  private final Trials trials = Trials.of(Codec.yaml("sweep", SWEEP, SweepConfig.class));

  private SweepProgress progress(Style style) {
    return new SweepProgress(new Ticker(new PrintStream(printed, true, UTF_8), style), trials);
  }

  private void begin(SweepProgress progress) {
    progress.preparing();
    progress.placed(new Placement(Mode.TASKS, 2, "few rows"), Map.of());
    progress.phase(new Phase("to the end", 2, 2));
    trials.all().forEach(progress::began);
  }

  /** Gives it far longer than it takes. */
  private static void await(BooleanSupplier there) throws InterruptedException {
    for (int i = 0; i < 600 && !there.getAsBoolean(); i++) {
      Thread.sleep(100);
    }
    assertTrue(there.getAsBoolean());
  }

  @Test
  void aLineSaysThatItIsStillAtWork() throws InterruptedException {
    try (SweepProgress progress = progress(Style.LINES)) {
      begin(progress);
      long began = System.nanoTime();
      await(() -> printed().contains("[0/2] 2 under way, "));
      assertTrue(System.nanoTime() - began > 3_000_000_000L, "not before there was silence");
    }
    assertTrue(printed().startsWith("preparing the rows of the trials\n2 trials: "), printed());
  }

  @Test
  void programsAreToldSo() throws InterruptedException {
    try (SweepProgress progress = progress(Style.JSON)) {
      begin(progress);
      await(() -> printed().contains("{\"event\":\"trials\",\"done\":0,\"of\":2,\"underWay\":2,"));
    }
  }

  @Test
  void itEnds() throws InterruptedException {
    try (SweepProgress progress = progress(Style.TERMINAL)) {
      begin(progress);
    }
    int length = printed().length();
    Thread.sleep(6_000);
    assertEquals(length, printed().length());
    assertFalse(printed().contains("under way"), printed());
  }
}
