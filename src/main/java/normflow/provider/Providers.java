package normflow.provider;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the classes that users provide for an interface: their jars name them in {@code
 * META-INF/services/} and the interface's name, a line each.
 *
 * <p>It looks where the thread's class loader does, which is that of spark-submit's {@code --jars}
 * in drivers and executors, and where its own does.
 */
public final class Providers {

  /** What a class loader had: to look takes milliseconds, and every text that is read asks. */
  private record Found(WeakReference<ClassLoader> loader, List<?> providers) {}

  private static final Map<Class<?>, Found> FOUND = new ConcurrentHashMap<>();

  private Providers() {}

  /**
   * The classes in the order of the class path.
   *
   * @throws IllegalArgumentException if one that is named does not exist, does not implement the
   *     interface, or has no public constructor without parameters
   */
  public static <T> List<Class<? extends T>> classes(Class<T> door) {
    List<Class<? extends T>> classes = new ArrayList<>();
    for (ServiceLoader.Provider<T> provider : found(door)) {
      classes.add(provider.type());
    }
    return List.copyOf(classes);
  }

  /**
   * One of each class.
   *
   * @throws IllegalArgumentException as {@link #classes}, or if a constructor fails
   */
  public static <T> List<T> instances(Class<T> door) {
    List<T> instances = new ArrayList<>();
    for (ServiceLoader.Provider<T> provider : found(door)) {
      try {
        instances.add(provider.get());
      } catch (ServiceConfigurationError e) {
        throw wrong(door, e);
      }
    }
    return List.copyOf(instances);
  }

  private static <T> List<ServiceLoader.Provider<T>> found(Class<T> door) {
    ClassLoader own = Providers.class.getClassLoader();
    ClassLoader loader =
        Optional.ofNullable(Thread.currentThread().getContextClassLoader()).orElse(own);
    Found known = FOUND.get(door);
    if (known != null && known.loader.get() == loader) {
      @SuppressWarnings("unchecked")
      List<ServiceLoader.Provider<T>> same = (List<ServiceLoader.Provider<T>>) known.providers;
      return same;
    }
    Map<Class<?>, ServiceLoader.Provider<T>> byClass = new LinkedHashMap<>();
    // Threads of pools may have the class loader of whoever made them.
    for (ClassLoader each : List.of(loader, own)) {
      try {
        ServiceLoader.load(door, each).stream()
            .forEach(provider -> byClass.putIfAbsent(provider.type(), provider));
      } catch (ServiceConfigurationError | LinkageError e) {
        throw wrong(door, e);
      }
    }
    List<ServiceLoader.Provider<T>> providers = List.copyOf(byClass.values());
    FOUND.put(door, new Found(new WeakReference<>(loader), providers));
    return providers;
  }

  private static IllegalArgumentException wrong(Class<?> door, Error error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return new IllegalArgumentException(
        "META-INF/services/"
            + door.getName()
            + ": "
            + error.getMessage()
            + (cause == error ? "" : " (" + cause + ")")
            + "; a provider is a class that implements "
            + door.getSimpleName()
            + " and has a public constructor without parameters",
        error);
  }
}
