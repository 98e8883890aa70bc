package normflow.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import normflow.layer.BatchNorm;
import normflow.layer.Coupling;
import normflow.layer.Coupling.Bound;
import normflow.layer.Coupling.Parity;
import normflow.layer.Layer;

/** A premade flow: a few choices that give the layers for any dimension. */
public sealed interface Architecture {

  /**
   * The flow for rows of {@code dim} columns.
   *
   * @throws IllegalArgumentException if there is none for this dimension
   */
  Flow flow(int dim);

  /**
   * A stack of planar layers.
   *
   * <p>"Variational Inference with Normalizing Flows" (Rezende, Mohamed, 2015).
   *
   * @param layers their number, 1 to 10,000
   * @param centred whether a layer with u = 0 is the identity
   */
  record Planar(int layers, boolean centred) implements Architecture {
    public Planar {
      number("layers", layers);
    }

    /** 32 centred layers: 160 parameters for two columns. */
    public static Planar defaults() {
      return new Planar(32, true);
    }

    @Override
    public Flow flow(int dim) {
      return new Flow(dim, Collections.nCopies(layers, new normflow.layer.Planar(centred)));
    }
  }

  /**
   * Affine couplings that take turns in which columns they leave unchanged, each followed by a
   * batch norm.
   *
   * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017).
   *
   * @param couplings their number, 1 to 10,000
   * @param hidden widths of the hidden layers of the scale and shift networks
   * @param bound how log-scales are bounded
   * @param batchNorm whether a batch norm follows every coupling
   */
  record RealNvp(int couplings, List<Integer> hidden, Bound bound, boolean batchNorm)
      implements Architecture {
    private static final double EPSILON = 1e-5;

    public RealNvp {
      number("couplings", couplings);
      hidden = new Coupling(Parity.EVEN, hidden, bound).hidden();
    }

    /** 8 couplings with networks of 64 and 64: 71,744 parameters for two columns. */
    public static RealNvp defaults() {
      return new RealNvp(8, List.of(64, 64), Bound.TANH, true);
    }

    @Override
    public Flow flow(int dim) {
      List<Layer> layers = new ArrayList<>();
      Parity unchanged = Parity.EVEN;
      for (int i = 0; i < couplings; i++) {
        layers.add(new Coupling(unchanged, hidden, bound));
        if (batchNorm) {
          layers.add(new BatchNorm(EPSILON));
        }
        unchanged = unchanged.other();
      }
      return new Flow(dim, layers);
    }
  }

  private static void number(String name, int value) {
    if (value < 1 || value > 10_000) {
      throw new IllegalArgumentException(name + " = " + value + ": must be from 1 to 10,000");
    }
  }
}
