/** Colours: perceptual scales, and how densities, losses and points get theirs. */
package normflow.report.color;
