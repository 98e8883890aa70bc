package normflow.flow;

/**
 * A base of a user's own: a public record in a jar on the class path that names it in {@code
 * META-INF/services/normflow.flow.CustomBase}. Texts call it by its name in lower case with
 * hyphens; a public constructor without parameters gives what keys are by default.
 *
 * <p>It keeps the laws of {@link Base} at the end of any flow.
 */
public non-sealed interface CustomBase extends Base {}
