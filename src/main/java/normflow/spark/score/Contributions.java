package normflow.spark.score;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.flow.Base;
import normflow.model.Model;
import normflow.random.Shuffle;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import normflow.spark.evaluate.Images;

/**
 * What each column of a row adds to its log-density. Columns of a draw of the model, given the same
 * context, become those of the row one after the other, in an order by chance and in the reverse
 * one; a column adds what the log-density gains when it is its turn, on the average over draws and
 * orders. The mean log-density of the draws is shared by all columns evenly, so that all
 * contributions add up to the log-density of the row.
 *
 * <p>"Explaining prediction models and individual predictions with feature contributions"
 * (Štrumbelj, Kononenko, 2014): Shapley values by sampling.
 */
final class Contributions {

  /** Each goes with one draw, there and back. */
  private static final int ORDERS = 8;

  /** Rows that are scored together. */
  private static final int MOST = 32_768;

  /** What a row without a density counts, so that differences are numbers. */
  private static final float LEAST = -1e12f;

  private static final long SEED = 1;

  private final Model model;
  private final float[] draws;
  private final List<int[]> orders;

  Contributions(Model model) {
    this.model = model;
    int dim = model.flow().dim();
    int drawn = model.flow().base().drawn(dim);
    this.draws = new float[ORDERS * drawn];
    this.orders = new ArrayList<>();
    Base.Draws base = model.flow().draws(model.parameters());
    for (int i = 0; i < ORDERS; i++) {
      base.draw(Streams.stream(SEED, Purpose.SAMPLES, i), draws, i * drawn);
      Shuffle order = new Shuffle(dim, i);
      orders.add(IntStream.range(0, dim).map(turn -> (int) order.at(turn)).toArray());
    }
  }

  /**
   * Those of standardised rows, (rows, dim), without what the standardisation adds.
   *
   * @param values the rows, each with its context behind it
   */
  float[] of(Engine engine, float[] values, int rows) {
    int dim = model.flow().dim();
    float[] all = new float[rows * dim];
    int most = Math.max(1, MOST / (2 * ORDERS * (dim + 1)));
    for (int start = 0; start < rows; start += most) {
      some(engine, values, start, Math.min(most, rows - start), all);
    }
    return all;
  }

  private void some(Engine engine, float[] values, int start, int count, float[] all) {
    int dim = model.flow().dim();
    int width = model.flow().width();
    float[] contexts = new float[count * (width - dim)];
    for (int row = 0; row < count; row++) {
      System.arraycopy(
          values, (start + row) * width + dim, contexts, row * (width - dim), width - dim);
    }
    float[] drawn = Images.of(engine, model, draws, contexts, count);
    Block block = Block.zeros(count * 2 * ORDERS * (dim + 1), width);
    int at = 0;
    for (int row = 0; row < count; row++) {
      for (int way = 0; way < 2 * ORDERS; way++) {
        float[] now = new float[width];
        System.arraycopy(values, (start + row) * width, now, 0, width);
        System.arraycopy(drawn, (row * ORDERS + way / 2) * dim, now, 0, dim);
        for (int turn = 0; turn <= dim; turn++) {
          System.arraycopy(now, 0, block.values(), at++ * width, width);
          if (turn < dim) {
            int column = column(way, turn);
            now[column] = values[(start + row) * width + column];
          }
        }
      }
    }
    float[] densities = engine.logDensity(model.parameters(), block);
    at = 0;
    for (int row = 0; row < count; row++) {
      double[] sums = new double[dim];
      double first = 0;
      for (int way = 0; way < 2 * ORDERS; way++) {
        first += finite(densities[at]);
        for (int turn = 0; turn < dim; turn++, at++) {
          sums[column(way, turn)] += finite(densities[at + 1]) - finite(densities[at]);
        }
        at++;
      }
      for (int i = 0; i < dim; i++) {
        all[(start + row) * dim + i] = (float) ((sums[i] + first / dim) / (2 * ORDERS));
      }
    }
  }

  /** Which column changes: there and back. */
  private int column(int way, int turn) {
    int[] order = orders.get(way / 2);
    return order[way % 2 == 0 ? turn : order.length - 1 - turn];
  }

  private static double finite(float density) {
    return density >= LEAST ? density : LEAST;
  }
}
