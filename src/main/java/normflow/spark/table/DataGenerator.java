package normflow.spark.table;

import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import normflow.density.Density;
import normflow.random.Streams;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Draws a data set from a density on a Spark cluster.
 *
 * <p>Row i is a function of the density, the seed and i alone: it has a random stream of its own.
 * So the same seed gives the same rows in the same order, whatever the number of partitions,
 * executors and retries, and a longer data set begins with the rows of a shorter one.
 */
public final class DataGenerator {

  /** The name of the column that holds the exact log-density of the row, in nats. */
  public static final String LOG_DENSITY = "log_density";

  private DataGenerator() {}

  /**
   * The rows as a lazy table with the columns {@code x0 .. x(dim-1), log_density}, all double.
   *
   * @throws IllegalArgumentException for a negative number of rows or less than one partition
   */
  public static Dataset<Row> rows(
      SparkSession spark, Density density, long rows, long seed, int partitions) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows = " + rows + ": must be 0 or more");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions = " + partitions + ": must be 1 or more");
    }
    MapPartitionsFunction<Long, Row> draw = indices -> new Draws(density, seed, indices);
    return spark
        .range(0, rows, 1, partitions)
        .mapPartitions(draw, Encoders.row(schema(density.dim())));
  }

  /** The columns of a data set of this many dimensions. */
  static StructType schema(int dim) {
    StructType schema = new StructType();
    for (int i = 0; i < dim; i++) {
      schema = schema.add("x" + i, DataTypes.DoubleType, false);
    }
    return schema.add(LOG_DENSITY, DataTypes.DoubleType, false);
  }

  /** The rows of one partition, drawn as they are asked for. */
  private static final class Draws implements Iterator<Row> {

    private final Density density;
    private final long seed;
    private final Iterator<Long> indices;
    private final double[] point;

    Draws(Density density, long seed, Iterator<Long> indices) {
      this.density = density;
      this.seed = seed;
      this.indices = indices;
      this.point = new double[density.dim()];
    }

    @Override
    public boolean hasNext() {
      return indices.hasNext();
    }

    @Override
    public Row next() {
      SplittableRandom random = Streams.stream(seed, Streams.Purpose.ROWS, indices.next());
      density.sample(random, point);
      Object[] columns = new Object[point.length + 1];
      Arrays.setAll(columns, i -> i < point.length ? point[i] : density.logDensity(point));
      return RowFactory.create(columns);
    }
  }
}
