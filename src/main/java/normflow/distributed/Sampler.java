package normflow.distributed;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.engine.Block;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Base;
import normflow.model.Model;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Draws from models. */
public final class Sampler {

  private static final int BLOCK_ROWS = 8192;

  private Sampler() {}

  /**
   * Independent draws, in the units of the input, under the names of the model's columns.
   *
   * <p>Row i starts from a base draw that is a function of seed and i alone.
   *
   * @param rows how many, 0 or more
   * @param partitions parts of the result, one task each
   */
  public static Dataset<Row> sample(
      SparkSession session, Model model, long rows, long seed, int partitions) {
    StructType schema = new StructType();
    for (String column : model.columns()) {
      schema = schema.add(column, DataTypes.DoubleType);
    }
    SentPlan plan = SentPlan.of(model.flow(), Task.DATA);
    MapPartitionsFunction<Long, Row> draws = indices -> draws(model, plan, seed, indices);
    return session.range(0, rows, 1, partitions).mapPartitions(draws, Encoders.row(schema));
  }

  private static Iterator<Row> draws(
      Model model, SentPlan plan, long seed, Iterator<Long> indices) {
    Iterator<List<Row>> blocks =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return indices.hasNext();
          }

          @Override
          public List<Row> next() {
            Block base = base(model, seed, indices);
            return restore(
                model, EnginePool.with(plan, engine -> engine.toData(model.parameters(), base)));
          }
        };
    return Stream.iterate(blocks, Iterator::hasNext, it -> it)
        .flatMap(it -> it.next().stream())
        .iterator();
  }

  /** Rows of the base, at most a block. */
  private static Block base(Model model, long seed, Iterator<Long> indices) {
    int dim = model.flow().dim();
    Base.Draws draws = model.flow().draws(model.parameters());
    float[] values = new float[BLOCK_ROWS * dim];
    int rows = 0;
    while (rows < BLOCK_ROWS && indices.hasNext()) {
      draws.draw(random(seed, indices.next()), values, rows++ * dim);
    }
    return new Block(Arrays.copyOf(values, rows * dim), rows, dim);
  }

  /** The first rows of the base that {@link #sample} starts from. */
  static Block base(Model model, long seed, int rows) {
    Base.Draws draws = model.flow().draws(model.parameters());
    Block block = Block.zeros(rows, model.flow().dim());
    for (int row = 0; row < rows; row++) {
      draws.draw(random(seed, row), block.values(), row * block.dim());
    }
    return block;
  }

  private static RandomGenerator random(long seed, long row) {
    return Streams.stream(seed, Purpose.SAMPLES, row);
  }

  private static List<Row> restore(Model model, Block block) {
    return IntStream.range(0, block.rows())
        .mapToObj(
            row -> {
              Object[] values = new Object[block.dim()];
              for (int i = 0; i < values.length; i++) {
                values[i] =
                    model.standardization().restore(i, block.values()[row * values.length + i]);
              }
              return RowFactory.create(values);
            })
        .toList();
  }
}
