package normflow.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;

/**
 * What 10,000 training steps leave in memory: resident memory of the process and the live heap,
 * every 1,000 steps. Reads /proc, so Linux only.
 */
public final class MemoryBenchmark {

  private static final int STEPS = 10_000;
  private static final int ROWS = 512;

  private MemoryBenchmark() {}

  /**
   * Runs one flow.
   *
   * @param arguments a name of {@link BenchmarkFlows}; realnvp-batchnorm if there is none
   */
  public static void main(String[] arguments) throws IOException {
    Flow flow = BenchmarkFlows.of(arguments.length > 0 ? arguments[0] : "realnvp-batchnorm");
    float[] parameters = flow.layout().initial(1);
    Block rows = Block.zeros(ROWS, flow.dim());
    SplittableRandom random = new SplittableRandom(1);
    try (TileEngine engine = new TileEngine(flow)) {
      for (int step = 0; step <= STEPS; step++) {
        for (int i = 0; i < rows.values().length; i++) {
          rows.values()[i] = (float) random.nextGaussian();
        }
        engine.lossAndGradient(parameters, rows);
        if (step % (STEPS / 10) == 0) {
          report(step);
        }
      }
    }
  }

  private static void report(int step) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElseThrow();
    System.out.printf(
        "step %6d  heap in use %4d MB  %s%n",
        step,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        resident.replaceAll("\\s+", " "));
  }
}
