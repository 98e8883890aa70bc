package normflow.distributed;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import normflow.engine.Engine;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;

/**
 * The engines of this JVM: built when a task first needs one, used by one task at a time, kept for
 * the next.
 */
final class EnginePool {

  private static final Map<Flow, Queue<Engine>> IDLE = new ConcurrentHashMap<>();

  private EnginePool() {}

  /** Calls {@code work} with an engine for the flow that nobody else uses meanwhile. */
  static <T> T with(Flow flow, Function<Engine, T> work) {
    Queue<Engine> idle = IDLE.computeIfAbsent(flow, key -> new ConcurrentLinkedQueue<>());
    Engine reused = idle.poll();
    Engine engine = reused == null ? new TileEngine(flow) : reused;
    try {
      return work.apply(engine);
    } finally {
      idle.add(engine);
    }
  }
}
