/** Charts as data, for a page's script to draw so that they can be asked. */
package normflow.report.plot;
