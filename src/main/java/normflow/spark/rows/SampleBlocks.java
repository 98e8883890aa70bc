package normflow.spark.rows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.Moments;
import normflow.model.Standardization;
import normflow.spark.Cancellation;
import normflow.spark.Floats;
import normflow.spark.scan.RoleRows;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Standardised rows as cached blocks of floats.
 *
 * <p>Training and validation rows are spread evenly: partition t holds the rows from t N / P to (t
 * + 1) N / P in the order of the source, whoever computed them, so that a lost block is rebuilt to
 * the same bits.
 *
 * @param blocks of each partition, at most {@link #rowsOfBlock} rows each; rows with weights have
 *     those of {@link WeightedRows} behind them
 * @param rows number of rows in all
 * @param weighted whether rows have weights
 * @param held what is cached of them
 */
public record SampleBlocks(JavaRDD<Block> blocks, long rows, boolean weighted, JavaRDD<?> held) {

  private static final int BLOCK_ROWS = 65_536;
  private static final int BLOCK_BYTES = 1 << 26;
  private static final int CHUNK_ROWS = 8_192;
  private static final int CHUNK_BYTES = 1 << 24;

  /** A run of rows; {@code start} counts from the first row of the role. */
  record Chunk(long start, float[] values) {
    byte[] encode() {
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(8 + 4L * values.length));
      Floats.put(buffer.putLong(start), values);
      return buffer.array();
    }

    static Chunk decode(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long start = buffer.getLong();
      return new Chunk(start, Floats.take(buffer, buffer.remaining() / 4));
    }
  }

  /** Rows without weights. */
  public SampleBlocks(JavaRDD<Block> blocks, long rows) {
    this(blocks, rows, false, blocks);
  }

  /** Blocks are cached as bare arrays: see {@link normflow.spark.JavaBytes}. */
  static SampleBlocks cached(JavaRDD<Block> blocks, int columns, long rows, boolean weighted) {
    JavaRDD<float[]> held = blocks.map(Block::values).persist(StorageLevel.MEMORY_AND_DISK());
    return new SampleBlocks(
        held.map(values -> new Block(values, values.length / columns, columns)),
        rows,
        weighted,
        held);
  }

  /** The rows of a block: as many for all tables, unless these were more than 64 MiB. */
  static int rowsOfBlock(int columns) {
    return most(BLOCK_ROWS, BLOCK_BYTES, columns);
  }

  private static int rowsOfChunk(int columns) {
    return most(CHUNK_ROWS, CHUNK_BYTES, columns);
  }

  private static int most(int rows, int bytes, int columns) {
    return (int) Math.max(1, Math.min(rows, bytes / (4L * columns)));
  }

  /** No rows. */
  public static SampleBlocks none(JavaSparkContext spark) {
    return new SampleBlocks(spark.emptyRDD(), 0);
  }

  /** Frees the cached rows, on a thread that was interrupted too. */
  public void unpersist() {
    Cancellation.free(() -> held.unpersist(false));
  }

  /** The standardisation by all training rows. */
  static Standardization standardization(Scans scans) {
    Moments moments = scans.moments();
    if (moments.count() == 0) {
      throw new ConfigException("there are no rows to train on", null);
    }
    return ConfigException.unlessRefused(
        () -> Standardization.of(moments, scans.table().columns(), scans.table().context()));
  }

  /**
   * The rows of a role, spread over {@code partitions}.
   *
   * @param weight mean weight of the rows
   */
  static SampleBlocks spread(
      Scans scans, RowRole role, double weight, Standardization standardization, int partitions) {
    RoleRows.Reading reading = scans.reading(role);
    long rows = reading.rows();
    boolean weighted = scans.table().isWeighted();
    Standardizer standardizer = new Standardizer(standardization, weighted ? weight : 0);
    JavaRDD<Block> blocks =
        scans
            .source()
            .mapPartitionsWithIndex(
                (partition, source) ->
                    chunks(
                        new RoleRows(reading, source, partition),
                        reading.start(partition),
                        standardizer,
                        rows,
                        partitions),
                true)
            .mapToPair(chunk -> chunk)
            .partitionBy(new HashPartitioner(partitions))
            .mapPartitions(
                chunks -> assemble(chunks, standardizer.columns(), standardizer.isWeighted()),
                true);
    return cached(blocks, standardizer.columns(), rows, weighted);
  }

  /** The rows of a role, left where they are. */
  public static SampleBlocks heldOut(Scans scans, RowRole role, Standardization standardization) {
    RoleRows.Reading reading = scans.reading(role);
    Standardizer standardizer = new Standardizer(standardization, 0);
    JavaRDD<Block> blocks =
        scans
            .source()
            .mapPartitionsWithIndex(
                (partition, source) ->
                    new BlockIterator(new RoleRows(reading, source, partition), standardizer),
                true);
    return cached(blocks, standardizer.columns(), reading.rows(), false);
  }

  /** First row of a partition of the even spread. */
  public static long first(int partition, long rows, int partitions) {
    return Math.multiplyExact(rows, (long) partition) / partitions;
  }

  private static Iterator<Tuple2<Integer, byte[]>> chunks(
      RoleRows source, long start, Standardizer standardizer, long rows, int partitions) {
    return new Iterator<>() {
      private long next = start;
      private int target = 0;
      private final int rowsOfChunk = rowsOfChunk(standardizer.columns());

      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public Tuple2<Integer, byte[]> next() {
        while (next >= first(target + 1, rows, partitions)) {
          target++;
        }
        long most = Math.min(rowsOfChunk, first(target + 1, rows, partitions) - next);
        Block block = standardizer.take(source, (int) most);
        Chunk chunk = new Chunk(next, block.values());
        next += block.rows();
        return new Tuple2<>(target, chunk.encode());
      }
    };
  }

  /** The blocks of a partition of the even spread. */
  static Iterator<Block> assemble(
      Iterator<Tuple2<Integer, byte[]>> chunks, int dim, boolean weighted) {
    List<Chunk> ordered = new ArrayList<>();
    chunks.forEachRemaining(pair -> ordered.add(Chunk.decode(pair._2())));
    ordered.sort(Comparator.comparingLong(Chunk::start));
    long total = ordered.stream().mapToLong(chunk -> chunk.values.length).sum();
    List<Block> blocks = new ArrayList<>();
    float[] values = new float[0];
    int filled = 0;
    for (Chunk chunk : ordered) {
      int copied = 0;
      while (copied < chunk.values.length) {
        if (filled == values.length) {
          values = new float[(int) Math.min((long) rowsOfBlock(dim) * dim, total)];
          total -= values.length;
          filled = 0;
          blocks.add(new Block(values, values.length / dim, dim));
        }
        int count = Math.min(chunk.values.length - copied, values.length - filled);
        System.arraycopy(chunk.values, copied, values, filled, count);
        copied += count;
        filled += count;
      }
    }
    if (weighted) {
      WeightedRows.accumulate(blocks);
    }
    return blocks.iterator();
  }

  private static final class BlockIterator implements Iterator<Block> {
    private final RoleRows source;
    private final Standardizer standardizer;

    BlockIterator(RoleRows source, Standardizer standardizer) {
      this.source = source;
      this.standardizer = standardizer;
    }

    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public Block next() {
      return standardizer.take(source, rowsOfChunk(standardizer.columns()));
    }
  }
}
