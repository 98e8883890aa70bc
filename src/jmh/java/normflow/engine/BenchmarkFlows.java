package normflow.engine;

import normflow.flow.StandardNormal;
import java.util.List;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.layer.Bound;

/** The flows that are measured, by name. */
final class BenchmarkFlows {

  private BenchmarkFlows() {}

  /**
   * A flow.
   *
   * @param name one of realnvp, realnvp-batchnorm, planar, realnvp-16, or the numbers of any other
   *     RealNVP as "dim/couplings/hidden", such as 4/8/64
   */
  static Flow of(String name) {
    return switch (name) {
      case "realnvp" -> realNvp(2, 8, 64);
      case "realnvp-batchnorm" -> Architecture.RealNvp.defaults().flow(2);
      case "planar" -> Architecture.Planar.defaults().flow(2);
      case "realnvp-16" -> realNvp(16, 8, 256);
      default -> {
        List<Integer> numbers = List.of(name.split("/")).stream().map(Integer::valueOf).toList();
        yield realNvp(numbers.get(0), numbers.get(1), numbers.get(2));
      }
    };
  }

  private static Flow realNvp(int dim, int couplings, int hidden) {
    return new Architecture.RealNvp(couplings, List.of(hidden, hidden), Bound.TANH, false, new StandardNormal())
        .flow(dim);
  }
}
