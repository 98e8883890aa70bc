/**
 * Simple densities that a flow has to beat: Gaussians and mixtures of them, fitted in closed form
 * or by EM.
 */
package normflow.reference;
