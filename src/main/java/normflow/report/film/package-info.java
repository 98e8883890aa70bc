/** Films: frames for a player in a page, and as an animated GIF. */
package normflow.report.film;
