package normflow.engine;

import java.util.List;

/**
 * Evaluates one flow on blocks of rows; a working object of one thread.
 *
 * <p>Rows have the flow's width, results its dim. Parameters are the flat vector of the flow's
 * layout. A block without rows is allowed everywhere.
 */
public interface Engine extends AutoCloseable {

  /**
   * The summed negative log-likelihood in training mode and its gradient; all rows of the block
   * share their batch statistics.
   *
   * @throws IllegalArgumentException if the flow uses batch statistics and the block has one row
   */
  GradientSum lossAndGradient(float[] parameters, Block rows);

  /** The statistics that normalising layers see in training mode when these rows are a batch. */
  Moments statistics(float[] parameters, Block rows);

  /**
   * The statistics of these rows before each layer that is initialised by data, where each has
   * those of the rows themselves.
   */
  Moments initialStatistics(float[] parameters, Block rows);

  /** log p of each row in evaluation mode, in nats. */
  float[] logDensity(float[] parameters, Block rows);

  /** The rows mapped to the base in evaluation mode. */
  Block toBase(float[] parameters, Block rows);

  /** Base rows mapped to the data. */
  Block toData(float[] parameters, Block base);

  /** Base rows after each layer on the way to the data; the last block is the data. */
  List<Block> toDataByLayer(float[] parameters, Block base);

  /** Frees what the engine holds outside the heap. */
  @Override
  void close();
}
