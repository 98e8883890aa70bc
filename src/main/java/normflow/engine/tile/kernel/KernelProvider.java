package normflow.engine.tile.kernel;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels of this JVM. */
public final class KernelProvider {

  private static final Logger LOG = LoggerFactory.getLogger(KernelProvider.class);

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private KernelProvider() {}

  private static final class Holder {
    static final Kernels FASTEST = choose();
  }

  /** The vector kernels where the JVM has the module, else the scalar ones, with one warning. */
  public static Kernels fastest() {
    return Holder.FASTEST;
  }

  /** Every set of kernels that this JVM can run. */
  public static List<Kernels> available() {
    Kernels fastest = fastest();
    return fastest instanceof ScalarKernels
        ? List.of(fastest)
        : List.of(fastest, new ScalarKernels());
  }

  private static Kernels choose() {
    String problem = "the JVM runs without --add-modules " + VECTOR_MODULE;
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      try {
        return Class.forName(KernelProvider.class.getPackageName() + ".VectorKernels")
            .asSubclass(Kernels.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException | LinkageError e) {
        problem = e.toString();
      }
    }
    LOG.warn("flows are evaluated by scalar loops, several times slower: {}", problem);
    return new ScalarKernels();
  }
}
