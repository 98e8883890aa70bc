/** Canvas, axes, points and grids: what pictures are drawn with. */
package normflow.report.draw;
