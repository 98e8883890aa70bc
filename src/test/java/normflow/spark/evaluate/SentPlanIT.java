package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import normflow.engine.Nd4jPresence.MissingNd4jException;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.layer.CustomLayer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;

/** What is refused before any job, where executors get the jar that is made for them. */
class SentPlanIT {

  @TempDir private Path folder;

  /** A layer that computes what the tile engine cannot. */
  private record WithoutKernel() implements CustomLayer {
    @Override
    public List<Weight> weights(int dim, int context) {
      return List.of();
    }

    @Override
    public Mapped toBase(GraphScope scope, SDVariable x) {
      return new Mapped(x.getSameDiff().math().erf(x), scope.scalar(0));
    }

    @Override
    public Mapped toData(GraphScope scope, SDVariable z) {
      return toBase(scope, z);
    }
  }

  @Test
  void anOperationWithoutAKernelNeedsTheJarOfEverything() throws IOException {
    Flow flow = new Flow(2, 0, new StandardNormal(), List.of(new WithoutKernel()));
    try (SparkSession session = session("normflow-all.jar")) {
      assertEquals(1, session.sparkContext().jars().size());
      assertEquals(flow, SentPlan.of(flow, Task.LOG_DENSITY).flow());
    }
    try (SparkSession session = session("normflow-executor.jar")) {
      assertEquals(1, session.sparkContext().jars().size());
      String message =
          assertThrows(MissingNd4jException.class, () -> SentPlan.of(flow, Task.LOG_DENSITY))
              .getMessage();
      assertTrue(message.contains("no kernel (unsupported op erf"), message);
      assertTrue(message.contains("normflow-*-all.jar instead of normflow-*-executor.jar"));
    }
  }

  private SparkSession session(String jar) throws IOException {
    Path path = folder.resolve(jar);
    new JarOutputStream(Files.newOutputStream(path)).close();
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.jars", path.toString())
        .getOrCreate();
  }
}
