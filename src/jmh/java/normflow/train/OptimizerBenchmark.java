package normflow.train;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import normflow.train.optimizer.Optimizer;
import normflow.train.optimizer.OptimizerConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One update of the parameters of RealNVP in two dimensions, by our rules and by nd4j's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class OptimizerBenchmark {

  private static final int SIZE = 71_744;

  @Param({
    "ADAM",
    "ADADELTA",
    "ADAGRAD",
    "ADAMAX",
    "AMSGRAD",
    "NADAM",
    "NESTEROVS",
    "RMSPROP",
    "SGD"
  })
  private OptimizerConfig.Type type;

  private final float[] values = new float[SIZE];
  private final float[] gradient = new float[SIZE];
  private Optimizer own;
  private Nd4jOptimizer reference;
  private float[] state;
  private int updates;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) random.nextGaussian();
      gradient[i] = (float) random.nextGaussian();
    }
    own = new Optimizer(type, SIZE);
    reference = new Nd4jOptimizer(type, SIZE);
    state = own.initialState();
  }

  @TearDown
  public void close() {
    reference.close();
  }

  @Benchmark
  public void own() {
    own.update(values, gradient, state, updates++, 1e-3);
  }

  @Benchmark
  public void nd4j() {
    reference.update(values, gradient, state, updates++, 1e-3);
  }
}
