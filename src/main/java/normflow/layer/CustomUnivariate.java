package normflow.layer;

/**
 * A univariate map of a user's own: a public record in a jar on the class path that names it in
 * {@code META-INF/services/normflow.layer.CustomUnivariate}. Texts call it by its name in lower
 * case with hyphens; a public constructor without parameters gives what keys are by default.
 *
 * <p>It keeps the laws of {@link Univariate} wherever a coupling or an autoregressive layer names
 * it.
 */
public non-sealed interface CustomUnivariate extends Univariate {}
