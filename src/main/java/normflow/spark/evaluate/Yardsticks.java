package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import normflow.density.Density;
import normflow.reference.ReferenceLines;

/**
 * What a model is measured by.
 *
 * @param density that the rows were drawn from; none if it is not known
 * @param references what it is compared with
 * @param stride one in so many rows is kept for quantiles
 */
public record Yardsticks(List<Density> density, ReferenceLines references, int stride)
    implements Serializable {

  /** Rows whose likelihoods the driver sorts. */
  private static final int MOST_KEPT = 1 << 20;

  public static Yardsticks of(Optional<Density> density, ReferenceLines references, long rows) {
    int stride = Math.toIntExact((rows + MOST_KEPT - 1) / MOST_KEPT);
    return new Yardsticks(density.stream().toList(), references, Math.max(1, stride));
  }
}
