package normflow.spark.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.tile.TileEngine;
import normflow.engine.tile.TilePlan;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.model.Model;

/**
 * The engines of this JVM: built when a task first needs one, used by one task at a time, kept for
 * the next. Of many flows those that were used last are kept.
 *
 * <p>An engine whose plan is for other tasks would build a graph, for which an executor loads
 * native libraries: engines are told apart by what they are planned for.
 */
public final class EnginePool {

  /** More than tasks that run at a time, so that no flow is forgotten between two of its steps. */
  private static final int MOST_FLOWS = 16 + 2 * Runtime.getRuntime().availableProcessors();

  /** What an engine can do without building a graph; no tasks: it builds what it is asked for. */
  private record Kind(Flow flow, Set<Task> planned) {}

  /** Engines of a kind that wait, and the plan of those that build what they are asked for. */
  private record Shelf(Queue<Engine> engines, TilePlan plan) {}

  private static final Map<Kind, Shelf> SHELVES =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, Shelf> eldest) {
          return size() > MOST_FLOWS;
        }
      };

  private EnginePool() {}

  /**
   * Calls {@code work} with an engine for the flow that nobody else uses meanwhile; what one of
   * them has built the others have too.
   */
  public static <T> T with(Flow flow, Function<Engine, T> work) {
    Shelf shelf = shelf(new Kind(flow, Set.of()));
    return with(shelf, () -> new TileEngine(shelf.plan), work);
  }

  /** The same; an engine that is missing is made from the plan. */
  public static <T> T with(SentPlan plan, Function<Engine, T> work) {
    return with(shelf(new Kind(plan.flow(), plan.tasks())), plan::engine, work);
  }

  /**
   * Log-densities by an engine of this JVM, in nats and the units of the input.
   *
   * @param rows standardised, each with its context behind it
   */
  public static double[] logDensity(Model model, List<float[]> rows) {
    int width = model.flow().width();
    Block block = Block.zeros(rows.size(), width);
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, block.values(), row * width, width);
    }
    SentPlan plan = SentPlan.of(model.flow(), EvaluationSums.tasks(model.flow()));
    float[] found = with(plan, engine -> engine.logDensity(model.parameters(), block));
    double offset = model.standardization().logDensityOffset();
    return IntStream.range(0, found.length).mapToDouble(row -> found[row] + offset).toArray();
  }

  private static <T> T with(Shelf shelf, Supplier<Engine> maker, Function<Engine, T> work) {
    Engine reused = shelf.engines.poll();
    Engine engine = reused == null ? maker.get() : reused;
    try {
      return work.apply(engine);
    } finally {
      shelf.engines.add(engine);
    }
  }

  private static Shelf shelf(Kind kind) {
    synchronized (SHELVES) {
      return SHELVES.computeIfAbsent(
          kind, key -> new Shelf(new ConcurrentLinkedQueue<>(), new TilePlan(key.flow())));
    }
  }
}
