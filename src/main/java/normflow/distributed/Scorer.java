package normflow.distributed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.config.ConfigException;
import normflow.data.BadRows;
import normflow.engine.Block;
import normflow.engine.tile.TilePlan.Task;
import normflow.model.Model;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adds log-densities to tables. */
public final class Scorer {

  private static final int BLOCK_ROWS = 8192;

  private Scorer() {}

  /**
   * The table with all its columns and rows in their order, and a column of log-densities in nats,
   * in the units of the input.
   *
   * @param column name of the new column
   * @throws ConfigException if the table does not fit the model or has such a column; a row with a
   *     null, a NaN or an infinity that is to fail ends the job that reads the result with one
   */
  public static Dataset<Row> score(Model model, Table table, String column, BadRows badRows) {
    table.requireColumnsOf(model.flow());
    StructType schema = table.rows().schema();
    if (List.of(schema.fieldNames()).contains(column)) {
      throw new ConfigException(
          "column " + column + " is in the table already: name another one with --column", null);
    }
    int fields = schema.size();
    int dim = table.width();
    Table.Reader reader = table.reader();
    List<String> names = table.columns();
    SentPlan plan = SentPlan.of(model.flow(), Task.LOG_DENSITY);
    Broadcast<Model> broadcast =
        table
            .rows()
            .sparkSession()
            .sparkContext()
            .broadcast(model, scala.reflect.ClassTag$.MODULE$.apply(Model.class));
    MapPartitionsFunction<Row, Row> scores =
        rows -> new Scored(broadcast.value(), plan, rows, reader, fields, dim, names, badRows);
    return table
        .rowsThenUsed()
        .mapPartitions(scores, Encoders.row(schema.add(column, DataTypes.DoubleType)));
  }

  /** Scores rows block by block as they are asked for. */
  private static final class Scored implements Iterator<Row> {
    private final Model model;
    private final SentPlan plan;
    private final Iterator<Row> rows;
    private final Table.Reader reader;
    private final int fields;
    private final List<String> names;
    private final BadRows badRows;
    private final double[] values;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();
    private long index;

    Scored(
        Model model,
        SentPlan plan,
        Iterator<Row> rows,
        Table.Reader reader,
        int fields,
        int dim,
        List<String> names,
        BadRows badRows) {
      this.model = model;
      this.plan = plan;
      this.rows = rows;
      this.reader = reader;
      this.fields = fields;
      this.names = names;
      this.badRows = badRows;
      this.values = new double[dim];
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        scoreBlock();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      return ready.remove();
    }

    private void scoreBlock() {
      List<Row> taken = new ArrayList<>();
      float[] standardized = new float[BLOCK_ROWS * values.length];
      while (taken.size() < BLOCK_ROWS && rows.hasNext()) {
        Row row = rows.next();
        int bad = reader.read(row, fields, values);
        if (bad < 0) {
          model.standardization().standardize(values, standardized, taken.size() * values.length);
          taken.add(row);
        } else if (badRows == BadRows.FAIL) {
          throw new ConfigException(
              describe(bad, Cells.problem(row, fields, bad, values.length)), null);
        }
        index++;
      }
      int dim = values.length;
      float[] exact = java.util.Arrays.copyOf(standardized, taken.size() * dim);
      Block block = new Block(exact, taken.size(), dim);
      float[] logDensity =
          EnginePool.with(plan, engine -> engine.logDensity(model.parameters(), block));
      double offset = model.standardization().logDensityOffset();
      for (int i = 0; i < taken.size(); i++) {
        ready.add(extended(taken.get(i), logDensity[i] + offset));
      }
    }

    private Row extended(Row row, double logDensity) {
      Object[] all = new Object[fields + 1];
      for (int i = 0; i < fields; i++) {
        all[i] = row.get(i);
      }
      all[fields] = logDensity;
      return RowFactory.create(all);
    }

    private String describe(int column, String problem) {
      String file = InputFileBlockHolder.getInputFilePath().toString();
      return (file.isEmpty() ? "the table" : file)
          + ", row "
          + (index + 1)
          + " of partition "
          + TaskContext.getPartitionId()
          + ", column "
          + names.get(column)
          + ": "
          + problem
          + "; repair the data, or leave such rows out with --bad-rows skip";
    }
  }
}
