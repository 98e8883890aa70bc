package normflow.engine;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
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

/** Calls a second of both engines; rows a second are {@code rows} times as many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx3g"})
public class EngineBenchmark {

  /** What is evaluated. */
  @Param({"realnvp", "realnvp-batchnorm", "planar", "realnvp-16"})
  public String model;

  @Param({"512", "1024", "4096"})
  public int rows;

  @Param({"tile", "session"})
  public String engine;

  private Engine evaluating;
  private float[] parameters;
  private Block block;

  /** Weights away from the identity, normal rows. */
  @Setup
  public void prepare() {
    Flow flow = BenchmarkFlows.of(model);
    SplittableRandom random = new SplittableRandom(1);
    parameters = flow.layout().initial(1);
    for (int i = 0; i < flow.layout().trainedSize(); i++) {
      parameters[i] += 0.05f * (float) random.nextGaussian();
    }
    block = Block.zeros(rows, flow.dim());
    for (int i = 0; i < block.values().length; i++) {
      block.values()[i] = (float) random.nextGaussian();
    }
    evaluating = engine.equals("tile") ? new TileEngine(flow) : new SessionEngine(flow);
  }

  @TearDown
  public void close() {
    evaluating.close();
  }

  @Benchmark
  public GradientSum gradient() {
    return evaluating.lossAndGradient(parameters, block);
  }

  @Benchmark
  public float[] score() {
    return evaluating.logDensity(parameters, block);
  }

  @Benchmark
  public Block sample() {
    return evaluating.toData(parameters, block);
  }
}
