package normflow.engine;

import java.util.List;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.Maf;
import normflow.flow.Nsf;
import normflow.flow.NsfAr;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;

/** The flows that are measured, by name. */
final class BenchmarkFlows {

  private BenchmarkFlows() {}

  /**
   * A flow.
   *
   * @param name one of realnvp, realnvp-batchnorm, planar, realnvp-16, glow, maf, nsf,
   *     nsf-residual, nsf-ar, the numbers of any other RealNVP as "dim/couplings/hidden", such as
   *     4/8/64, or a flow with two hidden layers as "flow/dim/hidden", such as maf/16/256
   */
  static Flow of(String name) {
    return switch (name) {
      case "realnvp" -> realNvp(2, 8, 64);
      case "realnvp-batchnorm" -> Architecture.RealNvp.defaults().flow(2);
      case "planar" -> Architecture.Planar.defaults().flow(2);
      case "realnvp-16" -> realNvp(16, 8, 256);
      case "glow" -> Glow.defaults().flow(2);
      case "maf" -> Maf.defaults().flow(2);
      case "nsf" -> Nsf.defaults().flow(2);
      case "nsf-residual" -> new Nsf(6, List.of(64, 64), true, 8, 3, new StandardNormal()).flow(2);
      case "nsf-ar" -> NsfAr.defaults().flow(2);
      default -> {
        String[] parts = name.split("/");
        int second = Integer.parseInt(parts[1]);
        int hidden = Integer.parseInt(parts[2]);
        yield Character.isDigit(name.charAt(0))
            ? realNvp(Integer.parseInt(parts[0]), second, hidden)
            : wide(parts[0], second, List.of(hidden, hidden));
      }
    };
  }

  /** The default architecture with these hidden layers, before a standard normal. */
  private static Flow wide(String flow, int dim, List<Integer> hidden) {
    StandardNormal base = new StandardNormal();
    Architecture architecture =
        switch (flow) {
          case "realnvp" -> new Architecture.RealNvp(8, hidden, Bound.TANH, false, base);
          case "glow" -> new Glow(8, hidden, Bound.SOFT, base);
          case "maf" -> new Maf(8, hidden, Bound.SOFT, base);
          case "nsf" -> new Nsf(6, hidden, false, 16, 3, base);
          case "nsf-ar" -> new NsfAr(3, hidden, 16, 3, base);
          default -> throw new IllegalArgumentException(flow + ": no such flow");
        };
    return architecture.flow(dim);
  }

  private static Flow realNvp(int dim, int couplings, int hidden) {
    return new Architecture.RealNvp(
            couplings, List.of(hidden, hidden), Bound.TANH, false, new StandardNormal())
        .flow(dim);
  }
}
