package normflow.spark.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.model.Model;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.Quantiles;

/** A model in this JVM, for pictures: rows in and out are in the units of the input. */
public final class LocalModel {

  /** Of a hundred members one draw in a hundred is kept. */
  private static final int MOST_TURNS = 1000;

  /** Far from seeds that others take. */
  private static final long TURN = 0x9E3779B97F4A7C15L;

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

  /**
   * What each column adds to the log-density of each row, (rows, columns), in nats: they add up to
   * it.
   *
   * @param rows each with its context behind it
   */
  public double[][] contributions(double[][] rows) {
    int dim = model.flow().dim();
    float[] standardized = new float[rows.length * model.flow().width()];
    for (int row = 0; row < rows.length; row++) {
      model.standardization().standardize(rows[row], standardized, row * model.flow().width());
    }
    float[] found =
        EnginePool.with(
            model.flow(), engine -> new Contributions(model).of(engine, standardized, rows.length));
    double offset = model.standardization().logDensityOffset() / dim;
    double[][] contributions = new double[rows.length][dim];
    for (int i = 0; i < found.length; i++) {
      contributions[i / dim][i % dim] = found[i] + offset;
    }
    return contributions;
  }

  /**
   * The first rows that {@link Sampler#sample} draws with this seed, without a context; of
   * cross-fitted members those that belong to the one that they are drawn from, whose densities are
   * theirs.
   */
  public double[][] sample(int rows, long seed) {
    return sample(new double[rows][0], seed);
  }

  /** One draw for each context, in the units of the input. */
  public double[][] sample(double[][] contexts, long seed) {
    double[][] sample = new double[contexts.length][];
    int[] missing = IntStream.range(0, contexts.length).toArray();
    for (int turn = 0; missing.length > 0; turn++) {
      double[][] given = Arrays.stream(missing).mapToObj(i -> contexts[i]).toArray(double[][]::new);
      Block base = Sampler.base(model, seed + turn * TURN, given);
      Block data = EnginePool.with(model.flow(), engine -> engine.toData(model.parameters(), base));
      boolean last = turn == MOST_TURNS;
      List<Integer> left = new ArrayList<>();
      for (int row = 0; row < missing.length; row++) {
        if (last || kept(base, data, row)) {
          sample[missing[row]] = restored(data, row);
        } else {
          left.add(missing[row]);
        }
      }
      missing = left.stream().mapToInt(Integer::intValue).toArray();
    }
    return sample;
  }

  private boolean kept(Block base, Block data, int row) {
    int dim = data.dim();
    float[] whole = new float[model.flow().width()];
    System.arraycopy(data.values(), row * dim, whole, 0, dim);
    int context = model.flow().context();
    System.arraycopy(base.values(), (row + 1) * base.dim() - context, whole, dim, context);
    return model.flow().keeps(base.values(), row * base.dim(), whole);
  }

  private double[] restored(Block data, int row) {
    double[] values = new double[data.dim()];
    Arrays.setAll(
        values, i -> model.standardization().restore(i, data.values()[row * values.length + i]));
    return values;
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
