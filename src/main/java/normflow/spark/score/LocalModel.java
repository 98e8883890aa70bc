package normflow.spark.score;

import java.util.List;
import java.util.Optional;
import normflow.engine.Block;
import normflow.model.Model;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.Quantiles;

/** A model in this JVM, for pictures: rows in and out are in the units of the input. */
public final class LocalModel {

  private final Model model;

  public LocalModel(Model model) {
    this.model = model;
  }

  /** log p of rows, each with its context behind it, in nats. */
  public double[] logDensity(double[][] rows) {
    int width = model.flow().width();
    Block block = Block.zeros(rows.length, width);
    for (int row = 0; row < rows.length; row++) {
      model.standardization().standardize(rows[row], block.values(), row * width);
    }
    float[] logDensity =
        EnginePool.with(model.flow(), engine -> engine.logDensity(model.parameters(), block));
    double offset = model.standardization().logDensityOffset();
    double[] result = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      result[row] = logDensity[row] + offset;
    }
    return result;
  }

  /** The first rows that {@link Sampler#sample} draws with this seed, without a context. */
  public double[][] sample(int rows, long seed) {
    return sample(new double[rows][0], seed);
  }

  /** One draw for each context, in the units of the input. */
  public double[][] sample(double[][] contexts, long seed) {
    Block base = Sampler.base(model, seed, contexts);
    Block data = EnginePool.with(model.flow(), engine -> engine.toData(model.parameters(), base));
    double[][] sample = values(data);
    for (double[] row : sample) {
      for (int i = 0; i < row.length; i++) {
        row[i] = model.standardization().restore(i, (float) row[i]);
      }
    }
    return sample;
  }

  /**
   * Quantiles of the only column given each context, (contexts, probabilities), in the units of the
   * input; empty if the base says none.
   */
  public Optional<double[][]> quantiles(double[][] contexts, List<Double> probabilities) {
    int context = model.flow().context();
    float[] given = new float[contexts.length * context];
    for (int row = 0; row < contexts.length; row++) {
      model.standardization().standardize(contexts[row], given, row * context);
    }
    double[] levels = probabilities.stream().mapToDouble(Double::doubleValue).toArray();
    return Quantiles.of(model, levels).map(of -> quantiles(of, given, contexts.length));
  }

  private double[][] quantiles(Quantiles of, float[] given, int rows) {
    float[] found = EnginePool.with(model.flow(), engine -> of.of(engine, given, rows));
    double[][] quantiles = new double[rows][of.count()];
    for (int i = 0; i < found.length; i++) {
      quantiles[i / of.count()][i % of.count()] = model.standardization().restore(0, found[i]);
    }
    return quantiles;
  }

  /**
   * Base draws and what each layer makes of them, in standardised units: first the draws, last the
   * samples.
   */
  public List<double[][]> sampleByLayer(int rows, long seed) {
    Block base = Sampler.base(model, seed, new double[rows][0]);
    List<Block> byLayer =
        EnginePool.with(model.flow(), engine -> engine.toDataByLayer(model.parameters(), base));
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(base), byLayer.stream())
        .map(LocalModel::values)
        .toList();
  }

  private static double[][] values(Block block) {
    double[][] rows = new double[block.rows()][block.dim()];
    for (int i = 0; i < block.values().length; i++) {
      rows[i / block.dim()][i % block.dim()] = block.values()[i];
    }
    return rows;
  }
}
