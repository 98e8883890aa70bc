package normflow.layer;

import java.util.List;
import java.util.stream.Stream;
import normflow.layer.Coupling.Bound;
import normflow.layer.Coupling.Parity;

/** Every kind of layer in several settings and dimensions: a new one is a line here. */
public final class LayerCatalogue {

  /** A layer for rows of {@code dim} columns. */
  public record Case(String name, Layer layer, int dim) {
    @Override
    public String toString() {
      return name + ", dim " + dim;
    }
  }

  private LayerCatalogue() {}

  public static Stream<Case> cases() {
    return Stream.of(
        new Case("planar, centred", new Planar(true), 1),
        new Case("planar, centred", new Planar(true), 2),
        new Case("planar, centred", new Planar(true), 5),
        new Case("planar, as published", new Planar(false), 1),
        new Case("planar, as published", new Planar(false), 3),
        coupling(Parity.EVEN, Bound.TANH, 2, 8),
        coupling(Parity.ODD, Bound.TANH, 2, 8, 8),
        coupling(Parity.EVEN, Bound.LEARNED_TANH, 3, 6),
        coupling(Parity.ODD, Bound.LEARNED_TANH, 5, 4, 6),
        new Case("batch norm", new BatchNorm(1e-5), 1),
        new Case("batch norm", new BatchNorm(1e-5), 3));
  }

  private static Case coupling(Parity unchanged, Bound bound, int dim, Integer... hidden) {
    return new Case(
        "affine coupling, " + unchanged + " unchanged, " + bound,
        new Coupling(unchanged, List.of(hidden), bound),
        dim);
  }
}
