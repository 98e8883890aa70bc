package normflow.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import normflow.engine.tile.TileEngine;
import normflow.engine.tile.TilePlan;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.Maf;
import normflow.flow.Nsf;
import normflow.flow.NsfAr;
import normflow.flow.RealNvpFast;

/**
 * What it costs to plan a flow for so many columns: time, the size of what executors are sent, the
 * first call there and what a call gives later.
 */
public final class PlanningBenchmark {

  private static final double MEBIBYTE = 1 << 20;
  private static final int ROWS = 1024;

  private PlanningBenchmark() {}

  /**
   * Measures every flow with every number of columns, in this order, after a flow of two columns
   * that nothing is printed of.
   *
   * @param arguments flows (realnvp, realnvp-fast, glow, maf, nsf, nsf-ar), numbers of columns and
   *     tasks, each with commas between them, and seconds of calls (0: the first alone)
   */
  public static void main(String[] arguments) throws Exception {
    double seconds = Double.parseDouble(arguments[3]);
    List<Task> tasks = Stream.of(arguments[2].split(",", -1)).map(Task::valueOf).toList();
    System.out.println(
        "flow             d parameters task          plan s  of CPU sent MiB   packed     over"
            + " first s       rows/s");
    for (String name : arguments[0].split(",", -1)) {
      for (Task task : tasks) {
        Row.of(architecture(name).flow(2), task, 0);
      }
      for (String dim : arguments[1].split(",", -1)) {
        Flow flow = architecture(name).flow(Integer.parseInt(dim));
        for (Task task : tasks) {
          Row row = Row.of(flow, task, seconds);
          System.out.printf(
              "%-13s %4d %,10d %-12s %7.2f %7.2f %8.2f %8.2f %8.2f %7.2f %,12.0f%n",
              name,
              flow.dim(),
              flow.layout().size(),
              task,
              row.planning,
              row.work,
              row.sent / MEBIBYTE,
              row.packed / MEBIBYTE,
              (row.sent - Float.BYTES * (double) flow.layout().size()) / MEBIBYTE,
              row.first,
              row.rate);
        }
      }
    }
  }

  private static Architecture architecture(String name) {
    return switch (name) {
      case "realnvp" -> Architecture.RealNvp.defaults();
      case "realnvp-fast" -> RealNvpFast.defaults();
      case "glow" -> Glow.defaults();
      case "maf" -> Maf.defaults();
      case "nsf" -> Nsf.defaults();
      case "nsf-ar" -> NsfAr.defaults();
      default -> throw new IllegalArgumentException(name + ": no such flow");
    };
  }

  /**
   * What was measured.
   *
   * @param planning seconds
   * @param work seconds of the planning thread on a core, which other processes do not lengthen
   * @param sent bytes of the plan
   * @param packed the same compressed, as it travels
   * @param first seconds on a core of the first call of an engine that was sent the plan, reading
   *     it included
   * @param rate rows a second of later calls
   */
  private record Row(
      double planning, double work, long sent, long packed, double first, double rate) {

    static Row of(Flow flow, Task task, double seconds) throws Exception {
      long start = System.nanoTime();
      double worked = worked();
      TilePlan plan = new TilePlan(flow, task);
      double work = worked() - worked;
      double planning = since(start);
      if (!plan.unsupported().isEmpty()) {
        throw new IllegalStateException(plan.unsupported().toString());
      }
      byte[] bytes = written(plan);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
        out.write(bytes);
      }
      float[] parameters = flow.layout().initial(1);
      Block rows = normal(ROWS, flow.width());
      double begin = worked();
      try (TileEngine engine = new TileEngine(read(bytes))) {
        call(engine, task, parameters, rows);
        double first = worked() - begin;
        return new Row(
            planning,
            work,
            bytes.length,
            packed.size(),
            first,
            rate(engine, task, parameters, rows, seconds));
      }
    }

    /** The best of six parts of the time, so that what else the machine does counts little. */
    private static double rate(
        TileEngine engine, Task task, float[] parameters, Block rows, double seconds) {
      double best = 0;
      for (int part = 0; part < 6 && seconds > 0; part++) {
        long start = System.nanoTime();
        long calls = 0;
        while (since(start) < seconds / 6) {
          call(engine, task, parameters, rows);
          calls++;
        }
        best = Math.max(best, calls * rows.rows() / since(start));
      }
      return best;
    }
  }

  private static void call(TileEngine engine, Task task, float[] parameters, Block rows) {
    switch (task) {
      case GRADIENT -> engine.lossAndGradient(parameters, rows);
      case LOG_DENSITY -> engine.logDensity(parameters, rows);
      default -> engine.toData(parameters, rows);
    }
  }

  private static double worked() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static byte[] written(TilePlan plan) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    return bytes.toByteArray();
  }

  private static TilePlan read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (TilePlan) in.readObject();
    }
  }

  private static Block normal(int rows, int dim) {
    SplittableRandom random = new SplittableRandom(1);
    Block block = Block.zeros(rows, dim);
    for (int i = 0; i < block.values().length; i++) {
      block.values()[i] = (float) random.nextGaussian();
    }
    return block;
  }
}
