package normflow.data;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import normflow.names.Nearest;

/**
 * The built-in densities by name.
 *
 * <p>{@code two-moons} and {@code two-circles} take a noise, {@code two-circles} also a factor. The
 * others are the eight two-dimensional data sets of "FFJORD" (Grathwohl et al., 2019), with the
 * constants of its published code.
 */
public final class Densities {

  /** The noise of two-moons and two-circles where none is given. */
  public static final double DEFAULT_NOISE = 0.06;

  /** The radius of the inner one of two-circles where none is given. */
  public static final double DEFAULT_FACTOR = 0.4;

  private static final String TWO_MOONS = "two-moons";
  private static final String TWO_CIRCLES = "two-circles";

  private static final Map<String, Supplier<Density>> FIXED =
      Map.of(
          "moons", () -> new Affine("moons", new TwoMoons(0.1), 2, List.of(-1.0, -0.2)),
          "circles", () -> new Circles("circles", List.of(3.0, 1.5), 3 * 0.08),
          "8gaussians", Densities::eightGaussians,
          "rings", () -> new Circles("rings", List.of(3.0, 2.25, 1.5, 0.75), 0.08),
          "swissroll", () -> Affine.scaled("swissroll", new SwissRoll(), 1 / 5.0),
          "2spirals", () -> Affine.scaled("2spirals", new TwoSpirals(), 1 / 3.0),
          "checkerboard", Checkerboard::new,
          "pinwheel", () -> Affine.scaled("pinwheel", new Pinwheel(), 2));

  private Densities() {}

  /** Every name, in the order in which reports list them. */
  public static List<String> names() {
    return List.of(
        TWO_MOONS,
        TWO_CIRCLES,
        "moons",
        "circles",
        "8gaussians",
        "rings",
        "swissroll",
        "2spirals",
        "checkerboard",
        "pinwheel");
  }

  /** The density of this name, with the default noise and factor where it has any. */
  public static Density named(String name) {
    return named(name, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /**
   * The density of this name.
   *
   * @param name one of {@link #names()}
   * @param noise the standard deviation of the blur, positive: two-moons and two-circles only
   * @param factor the inner radius, between 0 and 1: two-circles only
   * @throws IllegalArgumentException for an unknown name, and for a parameter that is out of range
   *     or that this density does not have
   */
  public static Density named(String name, OptionalDouble noise, OptionalDouble factor) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "density = "
              + name
              + ": unknown"
              + Nearest.suggestion(name, names())
              + "; the choices are "
              + String.join(", ", names()));
    }
    refuse(noise, "noise", name, List.of(TWO_MOONS, TWO_CIRCLES));
    refuse(factor, "factor", name, List.of(TWO_CIRCLES));
    return switch (name) {
      case TWO_MOONS -> new TwoMoons(noise.orElse(DEFAULT_NOISE));
      case TWO_CIRCLES -> {
        double inner = Checks.properFraction("factor", factor.orElse(DEFAULT_FACTOR));
        yield new Circles(TWO_CIRCLES, List.of(1.0, inner), noise.orElse(DEFAULT_NOISE));
      }
      default -> FIXED.get(name).get();
    };
  }

  private static void refuse(
      OptionalDouble value, String parameter, String name, List<String> takers) {
    if (value.isPresent() && !takers.contains(name)) {
      throw new IllegalArgumentException(
          "%s = %s: %s has no %s, only %s; leave it out"
              .formatted(
                  parameter,
                  value.getAsDouble(),
                  name,
                  parameter,
                  String.join(" and ", takers) + (takers.size() == 1 ? " has" : " have")));
    }
  }

  private static Density eightGaussians() {
    double far = 4;
    double shrink = 1.414;
    double[][] centres = new double[8][];
    for (int c = 0; c < centres.length; c++) {
      double angle = Math.PI / 4 * c;
      centres[c] = new double[] {far * Math.cos(angle) / shrink, far * Math.sin(angle) / shrink};
    }
    return GaussianMixture.isotropic("8gaussians", centres, 0.5 / shrink);
  }
}
