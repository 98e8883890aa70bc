package normflow.distributed;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import normflow.config.ConfigException;
import normflow.distributed.Scorer.Unscorable;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.model.Model;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a partition with their log-densities, scored block by block as they are asked for.
 */
final class ScoredRows implements Iterator<InternalRow> {

  private static final int BLOCK_ROWS = 8192;

  /**
   * What is done.
   *
   * @param model whose parameters the plan is evaluated with
   * @param plan of its flow
   * @param reader of the used columns
   * @param names of the used columns, for errors
   * @param unscorable what happens to rows without a log-density
   * @param latent whether the latent row is added
   * @param added the new columns: the log-density, and the latent row if it is added
   */
  record Work(
      Broadcast<Model> model,
      SentPlan plan,
      CellReader reader,
      List<String> names,
      Unscorable unscorable,
      boolean latent,
      StructType added)
      implements Serializable {}

  private final Work work;
  private final Model model;
  private final Iterator<InternalRow> rows;
  private final double[] values;
  private final float[] standardized;
  private final InternalRow[] taken = new InternalRow[BLOCK_ROWS];
  private final boolean[] scorable = new boolean[BLOCK_ROWS];
  // Used again for every row: Spark copies a row before it asks for the next one.
  private final SpecificInternalRow added;
  private final JoinedRow joined = new JoinedRow();
  private final double offset;
  private float[] logDensity = new float[0];
  private float[] latent = new float[0];
  private int count;
  private int next;
  private int nextScored;
  private long read;

  ScoredRows(Work work, Iterator<InternalRow> rows) {
    this.work = work;
    this.model = work.model.value();
    this.rows = rows;
    this.offset = model.standardization().logDensityOffset();
    this.added = new SpecificInternalRow(work.added);
    this.values = new double[work.reader.width()];
    this.standardized = new float[BLOCK_ROWS * values.length];
  }

  @Override
  public boolean hasNext() {
    while (next == count && rows.hasNext()) {
      scoreBlock();
    }
    return next < count;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (scorable[next]) {
      setScored(nextScored++);
    } else {
      added.setNullAt(0);
      if (work.latent) {
        added.setNullAt(1);
      }
    }
    return joined.apply(taken[next++], added);
  }

  private void setScored(int index) {
    // Numbers beyond the range of a float have no density that it can hold: less than any other.
    float density = logDensity[index];
    added.setDouble(0, Float.isNaN(density) ? Double.NEGATIVE_INFINITY : density + offset);
    if (work.latent) {
      double[] point = new double[model.flow().dim()];
      for (int i = 0; i < point.length; i++) {
        point[i] = latent[index * point.length + i];
      }
      added.update(1, UnsafeArrayData.fromPrimitiveArray(point));
    }
  }

  private void scoreBlock() {
    count = 0;
    next = 0;
    nextScored = 0;
    int good = 0;
    while (count < BLOCK_ROWS && rows.hasNext()) {
      InternalRow row = rows.next();
      int bad = work.reader.read(row, values);
      read++;
      if (bad < 0) {
        model.standardization().standardize(values, standardized, good++ * values.length);
      } else if (work.unscorable == Unscorable.FAIL) {
        throw new ConfigException(describe(bad, work.reader.problem(row, bad)), null);
      } else if (work.unscorable == Unscorable.SKIP) {
        continue;
      }
      scorable[count] = bad < 0;
      taken[count++] = row.copy();
    }
    Block block = block(good);
    EnginePool.with(work.plan, engine -> evaluate(engine, block));
  }

  private Block block(int rowCount) {
    int used = rowCount * values.length;
    float[] exact = used == standardized.length ? standardized : Arrays.copyOf(standardized, used);
    return new Block(exact, rowCount, values.length);
  }

  private Block evaluate(Engine engine, Block block) {
    logDensity = engine.logDensity(model.parameters(), block);
    if (work.latent) {
      latent = engine.toBase(model.parameters(), block).values();
    }
    return block;
  }

  private String describe(int column, String problem) {
    String file = InputFileBlockHolder.getInputFilePath().toString();
    return (file.isEmpty() ? "the table" : file)
        + ", row "
        + read
        + " of partition "
        + TaskContext.getPartitionId()
        + ", column "
        + work.names.get(column)
        + ": "
        + problem
        + "; repair the data, or leave such rows out (--bad-rows skip, or handleInvalid in Spark ML)";
  }
}
