package normflow.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.spark.job.TrainingJob;
import normflow.spark.output.Existing;
import normflow.train.TrainingListener;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory over many steps. 900 by default; {@code mvn verify -Dit.test=SoakIT -Dsoak.steps=10000}
 * takes as many as told and prints what it measured.
 */
class SoakIT {

  private static final int STEPS = Integer.getInteger("soak.steps", 900);
  private static final int POINTS = 15;

  /** The growth from the second third of a run to the last that counts as none. */
  private static final double FLAT = 1.1;

  /** The same of resident memory, which has the garbage collector's reserves in it. */
  private static final double FLAT_RESIDENT = 1.25;

  @TempDir private Path folder;

  /** Memory after a collection. */
  private record Point(long step, double heap, double resident) {}

  @Test
  void heapAndResidentMemoryAreFlat() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.cleaner.periodicGC.interval", "10s")
            .getOrCreate();
    List<Point> points = new ArrayList<>();
    try {
      new TrainingJob(session, config(), measuring(points)).run(Existing.REFUSE);
    } finally {
      session.stop();
    }
    assertEquals(POINTS, points.size());
    points.forEach(
        point ->
            System.out.printf(
                "step %,d: heap %.1f MiB, resident %.1f MiB%n",
                point.step(), point.heap(), point.resident()));
    double heap = last(points, Point::heap) / middle(points, Point::heap);
    double resident = last(points, Point::resident) / middle(points, Point::resident);
    assertTrue(heap < FLAT, "the heap grew to " + heap + " of what it was");
    assertTrue(resident < FLAT_RESIDENT, "resident memory grew to " + resident + " of what it was");
  }

  private static double middle(List<Point> points, java.util.function.ToDoubleFunction<Point> of) {
    return points.subList(POINTS / 3, 2 * POINTS / 3).stream().mapToDouble(of).min().orElseThrow();
  }

  private static double last(List<Point> points, java.util.function.ToDoubleFunction<Point> of) {
    return points.subList(2 * POINTS / 3, POINTS).stream().mapToDouble(of).min().orElseThrow();
  }

  private static TrainingListener measuring(List<Point> points) {
    return new TrainingListener() {
      @Override
      public void stepped(long step, long steps, double meanLoss) {
        if (step % (STEPS / POINTS) == 0) {
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          double heap = (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
          points.add(new Point(step, heap, resident()));
        }
      }
    };
  }

  private static double resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private RunConfig config() {
    return Codec.yaml(
        "job",
        """
        data: {type: generated, density: two-moons, rows: 2000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [16]}
        training: {batchSize: 128, steps: %d, validationInterval: %d}
        checkpoints: {steps: %d, keep: 2}
        partitions: 2
        output: %s
        """
            .formatted(STEPS, STEPS / POINTS, STEPS / POINTS, folder.resolve("model")),
        RunConfig.class);
  }
}
