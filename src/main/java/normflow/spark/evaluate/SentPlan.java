package normflow.spark.evaluate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import normflow.engine.Engine;
import normflow.engine.Nd4jPresence.MissingNd4jException;
import normflow.engine.tile.TileEngine;
import normflow.engine.tile.TilePlan;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.spark.JavaBytes;
import org.apache.spark.sql.SparkSession;

/**
 * The plan of a flow on its way from the driver to executors, so that none of them builds a graph.
 * As compressed bytes: most of a plan is room for numbers.
 *
 * @param flow what is evaluated
 * @param tasks that were planned
 * @param bytes the plan
 */
public record SentPlan(Flow flow, Set<Task> tasks, byte[] bytes) implements Serializable {

  private static final String EXECUTOR_JAR = "-executor.jar";

  /** Trials of a sweep have few flows; then the plans of others are dropped. */
  private static final int MOST_KEPT = 64;

  private static final Map<Asked, Planned> KEPT = new ConcurrentHashMap<>();

  private record Asked(Flow flow, Set<Task> tasks) {}

  private record Planned(SentPlan plan, Optional<String> unsupported) {}

  /**
   * Plans these tasks here, unless they have been: who asks while another plans the same waits for
   * it.
   *
   * @throws normflow.engine.Nd4jPresence.MissingNd4jException if one has an operation without a
   *     kernel, and this application sends executors the jar that is made for them
   */
  public static SentPlan of(Flow flow, Task... tasks) {
    if (KEPT.size() >= MOST_KEPT) {
      KEPT.clear();
    }
    Planned planned =
        KEPT.computeIfAbsent(new Asked(flow, Set.of(tasks)), key -> planned(flow, tasks));
    if (planned.unsupported.isPresent() && executorsLackNd4j()) {
      throw MissingNd4jException.forOperation(planned.unsupported.get());
    }
    return planned.plan;
  }

  private static Planned planned(Flow flow, Task... tasks) {
    TilePlan plan = new TilePlan(flow, tasks);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaBytes.write(plan, new DeflaterOutputStream(bytes));
    return new Planned(
        new SentPlan(flow, Set.of(tasks), bytes.toByteArray()),
        plan.unsupported().values().stream().findFirst());
  }

  private static boolean executorsLackNd4j() {
    return SparkSession.getDefaultSession()
        .exists(session -> session.sparkContext().jars().exists(jar -> jar.endsWith(EXECUTOR_JAR)));
  }

  /** An engine that evaluates the plan. */
  Engine engine() {
    return new TileEngine(
        JavaBytes.<TilePlan>read(new InflaterInputStream(new ByteArrayInputStream(bytes))));
  }
}
