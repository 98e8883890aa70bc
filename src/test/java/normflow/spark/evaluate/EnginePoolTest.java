package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import normflow.engine.Engine;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import org.junit.jupiter.api.Test;

class EnginePoolTest {

  private static Engine lent(SentPlan plan) {
    return EnginePool.with(plan, engine -> engine);
  }

  /** An engine that can only score would build a graph in the first step of a training. */
  @Test
  void enginesOfOtherPlansAreNotMixed() {
    Flow flow = Architecture.Planar.defaults().flow(3);
    SentPlan scoring = SentPlan.of(flow, Task.LOG_DENSITY);
    SentPlan training = SentPlan.of(flow, Task.GRADIENT, Task.LOG_DENSITY);
    Engine scorer = lent(scoring);
    assertNotSame(scorer, lent(training));
    assertSame(scorer, lent(SentPlan.of(flow, Task.LOG_DENSITY)));
    assertNotSame(scorer, EnginePool.with(flow, engine -> engine));
    assertSame(lent(training), lent(SentPlan.of(flow, Task.LOG_DENSITY, Task.GRADIENT)));
  }
}
