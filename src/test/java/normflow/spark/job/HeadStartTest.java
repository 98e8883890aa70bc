package normflow.spark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.layer.CustomLayer;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.work.HeadStart;
import normflow.spark.work.PartitionWork;
import normflow.train.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;

/** What is done before Spark has started is of use after, and does no harm. */
class HeadStartTest {

  private static final RunConfig JOB =
      Codec.yaml(
          "job",
          "{data: {type: generated, density: two-moons, rows: 100}, flow: {type: nsf}, output: o}",
          RunConfig.class);

  private static final AtomicInteger GRAPHS = new AtomicInteger();

  /** Twice its input, in a graph that is counted; or none. */
  private record Doubling(boolean fails) implements CustomLayer {
    @Override
    public List<Weight> weights(int dim, int context) {
      return List.of();
    }

    @Override
    public Mapped toBase(GraphScope scope, SDVariable x) {
      GRAPHS.incrementAndGet();
      if (fails) {
        throw new IllegalStateException("no graph");
      }
      return new Mapped(x.mul(2), scope.scalar((float) (2 * Math.log(2))));
    }

    @Override
    public Mapped toData(GraphScope scope, SDVariable z) {
      return new Mapped(z.mul(.5), scope.scalar((float) (-2 * Math.log(2))));
    }
  }

  @Test
  void theTrainingFindsItsPlan() throws InterruptedException {
    Architecture architecture = custom(false);
    HeadStart.begin(job(architecture), true).join();
    int made = GRAPHS.get();
    assertTrue(made > 0);
    Flow flow = plan(architecture).flow();
    assertEquals(architecture.flow(2), flow);
    assertEquals(made, GRAPHS.get());
  }

  @Test
  void theUseOfAModelFindsItsPlan() throws InterruptedException {
    Flow flow = custom(false).flow(2);
    Standardization units = new Standardization(new double[2], new double[] {1, 1}, 0);
    Model model = new Model(flow, List.of("a", "b"), units, flow.layout().initial(1));
    HeadStart.begin(model, Task.DATA).join();
    int made = GRAPHS.get();
    assertTrue(made > 0);
    assertEquals(Set.of(Task.DATA), SentPlan.of(flow, Task.DATA).tasks());
    assertEquals(made, GRAPHS.get());
  }

  @Test
  void theTrainingMeetsTheFailure() throws InterruptedException {
    Architecture architecture = custom(true);
    HeadStart.begin(job(architecture), true).join();
    assertThrows(IllegalStateException.class, () -> plan(architecture));
  }

  private static Architecture custom(boolean fails) {
    return new Architecture.Custom(List.of(new Doubling(fails)), new StandardNormal());
  }

  private static RunConfig job(Architecture architecture) {
    return JOB.withFlow(architecture);
  }

  private static SentPlan plan(Architecture architecture) {
    return PartitionWork.of(
            architecture.flow(2), TrainingConfig.defaults(), 100, PartitionWork.Watch.none())
        .plan();
  }
}
