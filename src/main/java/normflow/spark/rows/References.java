package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.flow.Folds;
import normflow.layer.Mixed;
import normflow.layer.Whitening;
import normflow.reference.ReferenceLines;
import normflow.reference.RowMoments;
import normflow.reference.Whiteners;
import normflow.spark.JavaBytes;
import normflow.text.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that flows are compared with: one pass over all training rows, then a fit on the
 * driver, beside the training.
 */
public final class References {

  private static final Logger LOG = LoggerFactory.getLogger(References.class);

  private final List<String> columns;
  private final int context;
  private final List<float[]> sample;
  private final RowMoments moments;
  private Optional<CompletableFuture<ReferenceLines>> fitted = Optional.empty();

  private References(List<String> columns, int context, List<float[]> sample, RowMoments moments) {
    this.columns = columns;
    this.context = context;
    this.sample = sample;
    this.moments = moments;
  }

  /** What a partition comes to. */
  private record Part(List<float[]> sample, RowMoments moments) implements Serializable {}

  /**
   * Reads the training rows.
   *
   * @param columns their names, those of the context last
   * @param context how many are given
   */
  static References of(SampleBlocks training, List<String> columns, int context) {
    int width = columns.size();
    Part all = read(training, width, width > ReferenceLines.MOST_COLUMNS ? 0 : width);
    return new References(columns, context, all.sample, all.moments);
  }

  /** Of columns with atoms, whose shares are known. */
  static References of(List<Mixed.Column> mixed, List<float[]> sample, long rows) {
    References references = new References(List.of(), 0, sample, RowMoments.none(0));
    references.fitted =
        Optional.of(CompletableFuture.completedFuture(ReferenceLines.independent(mixed, rows)));
    return references;
  }

  /** Rows of all columns at even distances, where nothing is compared. */
  static List<float[]> sample(SampleBlocks training, int width) {
    return read(training, width, 0).sample;
  }

  /**
   * The map that whitens the training rows, or one for each part of them that whitens the others.
   *
   * @param unseen parts; 0 for a map of all rows
   * @throws ConfigException if their columns are too many, or determine each other
   */
  static List<Whitening> whitening(SampleBlocks training, int dim, int context, int unseen) {
    int width = dim + context;
    if (width > ReferenceLines.MOST_COLUMNS) {
      throw new ConfigException(
          Numbers.format(
              "standardize = whiten: %d columns are more than %d",
              width, ReferenceLines.MOST_COLUMNS),
          null);
    }
    try {
      return IntStream.range(0, Math.max(1, unseen))
          .mapToObj(part -> read(training, width, width, new Unseen(part, unseen)))
          .map(seen -> Whiteners.of(dim, context, seen.moments, seen.sample))
          .toList();
    } catch (ArithmeticException e) {
      throw new ConfigException(
          "standardize = whiten: the training rows have no covariance that can be inverted ("
              + e.getMessage()
              + "); leave out columns that others determine, or take moments",
          e);
    }
  }

  /**
   * Rows that are left out.
   *
   * @param part of them, see {@link Folds}
   * @param parts how many there are; 0 if none is left out
   */
  private record Unseen(int part, int parts) implements Serializable {

    boolean sees(float[] values, int at, int width) {
      return parts == 0 || Folds.part(values, at, width, parts) != part;
    }

    Block seen(Block block, int width) {
      IntStream rows = IntStream.range(0, block.rows());
      return parts == 0
          ? block
          : block.rows(
              rows.filter(row -> sees(block.values(), row * block.dim(), width)).toArray());
    }
  }

  private static Part read(SampleBlocks training, int width, int summed) {
    return read(training, width, summed, new Unseen(0, 0));
  }

  /**
   * One pass over the rows.
   *
   * @param summed how many columns, the first ones, have moments
   */
  private static Part read(SampleBlocks training, int width, int summed, Unseen unseen) {
    EvenSample even = EvenSample.of(training.rows(), width);
    int partitions = training.blocks().getNumPartitions();
    List<Part> parts =
        JavaBytes.collect(
            training
                .blocks()
                .mapPartitionsWithIndex(
                    (partition, blocks) -> {
                      long first = SampleBlocks.first(partition, even.rows(), partitions);
                      return List.of(part(even, first, blocks, width, summed, unseen)).iterator();
                    },
                    true));
    List<float[]> sample = new ArrayList<>();
    parts.forEach(part -> sample.addAll(part.sample));
    RowMoments moments =
        parts.stream().map(Part::moments).reduce(RowMoments.none(summed), RowMoments::merge);
    return new Part(sample, moments);
  }

  private static Part part(
      EvenSample even, long first, Iterator<Block> blocks, int width, int summed, Unseen unseen) {
    List<float[]> sample = new ArrayList<>();
    RowMoments moments = RowMoments.none(summed);
    long row = first;
    while (blocks.hasNext()) {
      Block block = blocks.next();
      even.taken(row, block, width).stream()
          .filter(taken -> unseen.sees(taken, 0, width))
          .forEach(sample::add);
      row += block.rows();
      moments = moments.merge(RowMoments.of(unseen.seen(block, width), summed));
    }
    return new Part(sample, moments);
  }

  /** Standardised training rows of all columns, at even distances; some thousands at most. */
  public List<float[]> sample() {
    return sample;
  }

  /** Fits on another thread, unless that was begun. */
  public synchronized void begin() {
    if (fitted.isEmpty()) {
      fitted = Optional.of(CompletableFuture.supplyAsync(this::fit));
    }
  }

  /** The lines; none of columns of which they cannot be fitted. */
  public ReferenceLines lines() {
    begin();
    return future().join();
  }

  private synchronized CompletableFuture<ReferenceLines> future() {
    return fitted.orElseThrow();
  }

  private ReferenceLines fit() {
    if (columns.size() > ReferenceLines.MOST_COLUMNS) {
      LOG.info(
          "no reference lines: {} columns are more than {}",
          columns.size(),
          ReferenceLines.MOST_COLUMNS);
      return ReferenceLines.none();
    }
    try {
      return ReferenceLines.fit(columns, context, moments, sample);
    } catch (RuntimeException e) {
      // A model that is trained is saved without them.
      LOG.warn("there are no reference lines", e);
      return ReferenceLines.none();
    }
  }
}
