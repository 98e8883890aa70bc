/**
 * Pictures of densities, samples, layers and training curves, and the self-contained pages that
 * show them.
 *
 * <p>The package takes plain numbers and text and gives images, bytes and HTML; it reads and writes
 * no file. Pictures are laid out in units of 1/96 inch and drawn at two pixels per unit, on white.
 */
package normflow.report;
