package normflow.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import normflow.density.CustomDensity;
import normflow.density.Densities;
import normflow.flow.Base;
import normflow.flow.CustomBase;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.layer.CustomLayer;
import normflow.layer.CustomUnivariate;
import normflow.layer.Layer;
import normflow.layer.Univariate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;

/** What jars of users name is read and written like what is ours. */
class CustomTypesTest {

  /** Every value as it is. */
  public record Same(int times) implements CustomUnivariate {
    public Same() {
      this(3);
    }

    @Override
    public List<Integer> groups() {
      return List.of(1);
    }

    @Override
    public List<Weight> weights(int columns) {
      return List.of();
    }

    @Override
    public Univariate.Mapped toBase(
        GraphScope scope, SDVariable x, int columns, List<SDVariable> parameters) {
      return new Univariate.Mapped(x, parameters.get(0).mul(scope.scalar(0)));
    }

    @Override
    public Univariate.Mapped toData(
        GraphScope scope, SDVariable z, int columns, List<SDVariable> parameters) {
      return toBase(scope, z, columns, parameters);
    }
  }

  /** A standard normal in disguise. */
  public record Plain() implements CustomBase {
    @Override
    public List<Weight> weights(int dim) {
      return List.of();
    }

    @Override
    public SDVariable logDensity(GraphScope scope, SDVariable z) {
      return GraphScope.rowSum(z.mul(z), scope.dim()).neg();
    }

    @Override
    public Draws draws(int dim, Function<String, float[]> weights) {
      return (random, rows, offset) -> {
        for (int i = 0; i < dim; i++) {
          rows[offset + i] = (float) random.nextGaussian();
        }
      };
    }
  }

  /** By the name of one of ours. */
  public record Planar() implements CustomLayer {
    @Override
    public List<Weight> weights(int dim, int context) {
      return List.of();
    }

    @Override
    public Layer.Mapped toBase(GraphScope scope, SDVariable x) {
      return new Layer.Mapped(x, scope.scalar(0));
    }

    @Override
    public Layer.Mapped toData(GraphScope scope, SDVariable z) {
      return toBase(scope, z);
    }
  }

  /** By the name of one of ours, too. */
  public static final class Moons implements CustomDensity {
    private static final long serialVersionUID = 1;

    @Override
    public String name() {
      return "two-moons";
    }

    @Override
    public int dim() {
      return 1;
    }

    @Override
    public void sample(RandomGenerator random, double[] row) {
      row[0] = 0;
    }

    @Override
    public double logDensity(double[] row) {
      return 0;
    }
  }

  @TempDir private Path folder;

  @Test
  void whatIsProvidedIsReadWithItsDefaultsAndWritten() throws IOException {
    Univariate map =
        with(
            CustomUnivariate.class,
            Same.class.getName(),
            () -> read("{type: same}", Univariate.class));
    assertEquals(new Same(3), map);
    assertEquals(
        new Same(5),
        with(
            CustomUnivariate.class,
            Same.class.getName(),
            () -> read(Codec.json(new Same(5)), Univariate.class)));
    assertEquals(
        new Plain(),
        with(CustomBase.class, Plain.class.getName(), () -> read("{type: plain}", Base.class)));
  }

  @Test
  void whatIsNotProvidedIsSaidToBeMissing() {
    String error = error(() -> read("{type: same}", Univariate.class));
    assertTrue(error.contains("type = same: unknown"), error);
    assertTrue(error.contains("the jar that provides a CustomUnivariate of this name"), error);
    String density = error(() -> Densities.named("same"));
    assertTrue(density.contains("one of your own comes with its jar"), density);
  }

  @Test
  void aNameThatIsTakenNamesBoth() throws IOException {
    String layers =
        with(
            CustomLayer.class,
            Planar.class.getName(),
            () -> error(() -> read("{type: planar}", Layer.class)));
    assertTrue(layers.contains("type planar is both"), layers);
    assertTrue(layers.contains("normflow.layer.Planar"), layers);
    assertTrue(layers.contains(Planar.class.getName()), layers);
    String densities =
        with(
            CustomDensity.class,
            Moons.class.getName(),
            () -> error(() -> Densities.named("two-moons")));
    assertTrue(densities.contains("two-moons, which a built-in one has already"), densities);
  }

  @Test
  void aProviderThatIsNoneIsNamed() throws IOException {
    String missing =
        with(
            CustomLayer.class, "gone.Away", () -> error(() -> read("{type: planar}", Layer.class)));
    assertTrue(missing.contains("META-INF/services/normflow.layer.CustomLayer"), missing);
    assertTrue(missing.contains("gone.Away"), missing);
    String other =
        with(
            CustomLayer.class,
            Same.class.getName(),
            () -> error(() -> read("{type: planar}", Layer.class)));
    assertTrue(other.contains(Same.class.getName()), other);
  }

  private static <T> T read(String text, Class<T> type) {
    return Codec.yaml("text", text, type);
  }

  private static String error(Supplier<?> work) {
    return assertThrows(IllegalArgumentException.class, work::get).getMessage();
  }

  /** Does some work in a class loader whose jars name a provider. */
  private <T> T with(Class<?> door, String provider, Supplier<T> work) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(door.getName()), provider);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(own);
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
      Files.delete(services.resolve(door.getName()));
    }
  }
}
