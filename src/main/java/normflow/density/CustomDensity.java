package normflow.density;

/**
 * A density of a user's own: a public class in a jar on the class path that names it in {@code
 * META-INF/services/normflow.density.CustomDensity}, with a public constructor without parameters.
 * Jobs call it by its {@link #name}.
 */
public non-sealed interface CustomDensity extends Density {}
