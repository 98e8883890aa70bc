/**
 * Densities that can be sampled and whose log-density is known, with the shapes and integrals that
 * they are made of. {@link normflow.density.Densities} finds them by name.
 */
package normflow.density;
