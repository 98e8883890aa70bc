package normflow.flow;

import java.util.Collections;
import java.util.List;
import normflow.layer.Layer;
import normflow.layer.Mixed;
import normflow.layer.RationalQuadratic;

/**
 * Columns as they are in a table: numbers, whole numbers, texts, nulls, and values that are there
 * again and again, each by a masked network from the columns before it. Log-densities are with
 * respect to counting on atoms, and to length elsewhere.
 *
 * <p>"MADE: Masked Autoencoder for Distribution Estimation" (Germain, Gregor, Murray, Larochelle,
 * 2015); "Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019).
 *
 * @param columns what each column consists of; empty: as the training rows have it
 * @param hidden widths of the hidden layers, or empty
 * @param bins of the splines of what is continuous
 * @param tail beyond which a spline is the identity
 */
public record Tabular(List<Mixed.Column> columns, List<Integer> hidden, int bins, double tail)
    implements Architecture {

  public Tabular {
    columns = List.copyOf(columns);
    hidden = Stack.widths(hidden);
    new RationalQuadratic(bins, tail);
  }

  /** Splines of 8 bins on most of a logistic distribution. */
  public static Tabular defaults() {
    return new Tabular(List.of(), List.of(), 8, 8);
  }

  @Override
  public Base base() {
    return new StandardUniform();
  }

  @Override
  public boolean takesAtoms() {
    return true;
  }

  @Override
  public Tabular over(List<Mixed.Column> found) {
    if (!columns.isEmpty() && !columns.equals(found)) {
      throw new IllegalArgumentException(
          "flow.columns: the columns of the training rows consist of other parts; leave it out");
    }
    return new Tabular(found, hidden, bins, tail);
  }

  @Override
  public Tabular settled(int width, Base left) {
    return new Tabular(columns, Stack.sized(hidden, width), bins, tail);
  }

  @Override
  public List<Layer> layers(int dim) {
    List<Mixed.Column> all =
        columns.isEmpty() ? Collections.nCopies(dim, Mixed.Column.ofContinuous()) : columns;
    return List.of(new Mixed(all, Stack.widths(hidden, dim), new RationalQuadratic(bins, tail)));
  }
}
