package normflow.published;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables {@code train}, {@code validation} and {@code test} of a benchmark. */
public final class PreparedTables {

  /** Bytes of a task's rows, far below the longest message that Spark sends. */
  private static final int TASK_BYTES = 16 << 20;

  private static final int BLOCK_ROWS = 4096;

  private final PublishedTable benchmark;
  private final Splits splits;

  private PreparedTables(PublishedTable benchmark, Splits splits) {
    this.benchmark = benchmark;
    this.splits = splits;
  }

  /**
   * Reads the published files and prepares them in the driver's memory.
   *
   * @param files found by {@link BenchmarkFiles#find}
   * @throws IllegalArgumentException if the files are not what was published in their columns, or
   *     do not fit into memory
   */
  public static PreparedTables read(SparkSession session, BenchmarkFiles files) {
    Splits splits = files.read(session);
    for (ColumnValues part : List.of(splits.train(), splits.validation(), splits.test())) {
      if (part.rows() == 0) {
        throw new IllegalArgumentException(
            files.benchmark().key() + ": too few rows to hold a tenth out twice");
      }
    }
    return new PreparedTables(files.benchmark(), splits);
  }

  /** The number of training, validation and test rows. */
  public List<Long> rows() {
    return List.of(
        (long) splits.train().rows(),
        (long) splits.validation().rows(),
        (long) splits.test().rows());
  }

  /** Whether there are as many rows as the papers have. */
  public boolean asPublished() {
    return rows().equals(benchmark.rows());
  }

  /** The tables by name, with the columns {@code x0 .. x(dim-1)}, all double, rows in order. */
  public Map<String, Dataset<Row>> tables(SparkSession session) {
    Map<String, Dataset<Row>> tables = new TreeMap<>();
    tables.put("train", table(session, splits.train()));
    tables.put("validation", table(session, splits.validation()));
    tables.put("test", table(session, splits.test()));
    return tables;
  }

  private static Dataset<Row> table(SparkSession session, ColumnValues columns) {
    int dim = columns.dim();
    StructType schema = new StructType();
    for (int c = 0; c < dim; c++) {
      schema = schema.add("x" + c, DataTypes.DoubleType, false);
    }
    long bytes = (long) Double.BYTES * columns.rows() * dim;
    JavaRDD<Row> rows =
        new JavaSparkContext(session.sparkContext())
            .parallelize(blocks(columns), (int) (bytes / TASK_BYTES) + 1)
            .flatMap(block -> rows(block, dim).iterator());
    return session.createDataFrame(rows, schema);
  }

  /** Row-major blocks: little to keep and to send where a row object for each would be much. */
  private static List<double[]> blocks(ColumnValues columns) {
    List<double[]> blocks = new ArrayList<>();
    int dim = columns.dim();
    for (int from = 0; from < columns.rows(); from += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, columns.rows() - from);
      double[] block = new double[count * dim];
      for (int c = 0; c < dim; c++) {
        for (int i = 0; i < count; i++) {
          block[i * dim + c] = columns.values()[c][from + i];
        }
      }
      blocks.add(block);
    }
    return blocks;
  }

  private static List<Row> rows(double[] block, int dim) {
    List<Row> rows = new ArrayList<>(block.length / dim);
    for (int from = 0; from < block.length; from += dim) {
      Object[] values = Arrays.stream(block, from, from + dim).boxed().toArray();
      rows.add(RowFactory.create(values));
    }
    return rows;
  }
}
