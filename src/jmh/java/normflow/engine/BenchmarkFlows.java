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
   *     nsf-residual, nsf-ar, or the numbers of any other RealNVP as "dim/couplings/hidden", such
   *     as 4/8/64
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
        List<Integer> numbers = List.of(name.split("/")).stream().map(Integer::valueOf).toList();
        yield realNvp(numbers.get(0), numbers.get(1), numbers.get(2));
      }
    };
  }

  private static Flow realNvp(int dim, int couplings, int hidden) {
    return new Architecture.RealNvp(
            couplings, List.of(hidden, hidden), Bound.TANH, false, new StandardNormal())
        .flow(dim);
  }
}
