package normflow.density;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import normflow.provider.Providers;
import normflow.text.Nearest;
import normflow.text.Shown;

/**
 * The built-in densities by name.
 *
 * <p>{@code two-moons} and {@code two-circles} take a noise, {@code two-circles} also a factor.
 * Eight others are the two-dimensional data sets of "FFJORD" (Grathwohl et al., 2019), with the
 * constants of its published code.
 *
 * <p>{@code mixture-6}, {@code mixture-21} and {@code mixture-43} stand for tables of as many
 * columns as POWER, HEPMASS and MINIBOONE: Gaussian mixtures of 5, 6 and 6 components ({@link
 * RandomMixture}). Over 400,000 draws, in nats:
 *
 * <pre>
 *             entropy           Gaussian, full covariance   difference a dimension
 * mixture-6    8.441 +- .003     9.514                      0.179
 * mixture-21  25.096 +- .005    29.179                      0.194
 * mixture-43  49.454 +- .008    57.826                      0.195
 * </pre>
 */
public final class Densities {

  /** The noise of two-moons and two-circles where none is given. */
  public static final double DEFAULT_NOISE = 0.06;

  /** The radius of the inner one of two-circles where none is given. */
  public static final double DEFAULT_FACTOR = 0.4;

  private static final String TWO_MOONS = "two-moons";
  private static final String TWO_CIRCLES = "two-circles";

  private static final Map<String, Supplier<Density>> FIXED =
      Map.ofEntries(
          entry(
              "moons",
              () -> new TransformedDensity("moons", new TwoMoons(0.1), 2, List.of(-1.0, -0.2))),
          entry("circles", () -> new Circles("circles", List.of(3.0, 1.5), 3 * 0.08)),
          entry("8gaussians", Densities::eightGaussians),
          entry("rings", () -> new Circles("rings", List.of(3.0, 2.25, 1.5, 0.75), 0.08)),
          entry(
              "swissroll", () -> TransformedDensity.scaled("swissroll", new SwissRoll(), 1 / 5.0)),
          entry("2spirals", () -> TransformedDensity.scaled("2spirals", new TwoSpirals(), 1 / 3.0)),
          entry("checkerboard", Checkerboard::new),
          entry("pinwheel", () -> TransformedDensity.scaled("pinwheel", new Pinwheel(), 2)),
          entry("mixture-6", () -> RandomMixture.of("mixture-6", 6, 5, 6)),
          entry("mixture-21", () -> RandomMixture.of("mixture-21", 21, 6, 21)),
          entry("mixture-43", () -> RandomMixture.of("mixture-43", 43, 6, 43)));

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
        "pinwheel",
        "mixture-6",
        "mixture-21",
        "mixture-43");
  }

  /** Those names, and those of users' own densities. */
  public static List<String> known() {
    return known(custom());
  }

  private static List<String> known(Map<String, CustomDensity> custom) {
    return Stream.concat(names().stream(), custom.keySet().stream()).toList();
  }

  /** The density of this name, with the default noise and factor where it has any. */
  public static Density named(String name) {
    return named(name, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /**
   * The density of this name.
   *
   * @param name one of {@link #names()}, or that of a {@link CustomDensity} on the class path
   * @param noise the standard deviation of the blur, positive: two-moons and two-circles only
   * @param factor the inner radius, between 0 and 1: two-circles only
   * @throws IllegalArgumentException for an unknown name, and for a parameter that is out of range
   *     or that this density does not have
   */
  public static Density named(String name, OptionalDouble noise, OptionalDouble factor) {
    Map<String, CustomDensity> custom = custom();
    if (!names().contains(name) && !custom.containsKey(name)) {
      List<String> known = known(custom);
      throw new IllegalArgumentException(
          "density = "
              + Shown.value(name)
              + ": unknown"
              + Nearest.suggestion(name, known)
              + "; the choices are "
              + String.join(", ", known)
              + "; one of your own comes with its jar (--jars)");
    }
    refuse(noise, "noise", name, List.of(TWO_MOONS, TWO_CIRCLES));
    refuse(factor, "factor", name, List.of(TWO_CIRCLES));
    if (custom.containsKey(name)) {
      return custom.get(name);
    }
    return switch (name) {
      case TWO_MOONS -> new TwoMoons(noise.orElse(DEFAULT_NOISE));
      case TWO_CIRCLES -> {
        double inner = Checks.properFraction("factor", factor.orElse(DEFAULT_FACTOR));
        yield new Circles(TWO_CIRCLES, List.of(1.0, inner), noise.orElse(DEFAULT_NOISE));
      }
      default -> FIXED.get(name).get();
    };
  }

  /** Those that users provide, by name. */
  private static Map<String, CustomDensity> custom() {
    Map<String, CustomDensity> byName = new LinkedHashMap<>();
    for (CustomDensity density : Providers.instances(CustomDensity.class)) {
      CustomDensity other = byName.put(density.name(), density);
      if (other != null || names().contains(density.name())) {
        throw new IllegalArgumentException(
            density.getClass().getName()
                + " is a density of the name "
                + Shown.value(density.name())
                + ", which "
                + (other == null ? "a built-in one" : other.getClass().getName())
                + " has already: give it another name");
      }
    }
    return byName;
  }

  private static void refuse(
      OptionalDouble value, String parameter, String name, List<String> takers) {
    if (value.isPresent() && !takers.contains(name)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s = %s: %s has no %s, only %s; leave it out",
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
    return NormalMixture.isotropic("8gaussians", centres, 0.5 / shrink);
  }
}
