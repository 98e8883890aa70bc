package normflow.spark.evaluate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Set;
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

  /**
   * Plans these tasks here.
   *
   * @throws normflow.engine.Nd4jPresence.MissingNd4jException if one has an operation without a
   *     kernel, and this application sends executors the jar that is made for them
   */
  public static SentPlan of(Flow flow, Task... tasks) {
    TilePlan plan = new TilePlan(flow, tasks);
    if (!plan.unsupported().isEmpty() && executorsLackNd4j()) {
      throw MissingNd4jException.forOperation(plan.unsupported().values().iterator().next());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaBytes.write(plan, new DeflaterOutputStream(bytes));
    return new SentPlan(flow, Set.of(tasks), bytes.toByteArray());
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
