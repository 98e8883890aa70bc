package normflow.spark.evaluate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import normflow.engine.Engine;
import normflow.engine.tile.TileEngine;
import normflow.engine.tile.TilePlan;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.spark.JavaBytes;

/**
 * The plan of a flow on its way from the driver to executors, so that none of them builds a graph.
 * As compressed bytes: most of a plan is room for numbers.
 *
 * @param flow what is evaluated
 * @param tasks that were planned
 * @param bytes the plan
 */
public record SentPlan(Flow flow, Set<Task> tasks, byte[] bytes) implements Serializable {

  /** Plans these tasks here. */
  public static SentPlan of(Flow flow, Task... tasks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaBytes.write(new TilePlan(flow, tasks), new DeflaterOutputStream(bytes));
    return new SentPlan(flow, Set.of(tasks), bytes.toByteArray());
  }

  /** An engine that evaluates the plan. */
  Engine engine() {
    return new TileEngine(
        JavaBytes.<TilePlan>read(new InflaterInputStream(new ByteArrayInputStream(bytes))));
  }
}
