package normflow.layer;

/**
 * A layer of a user's own: a public record in a jar on the class path that names it in {@code
 * META-INF/services/normflow.layer.CustomLayer}. Texts call it by its name in lower case with
 * hyphens; a public constructor without parameters gives what keys are by default.
 *
 * <p>It keeps the laws of {@link Layer}, to which the contract test of {@code docs/extending.md}
 * holds it.
 */
public non-sealed interface CustomLayer extends Layer {}
