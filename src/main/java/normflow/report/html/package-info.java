/** Self-contained pages from blocks of text, tables, figures and films. */
package normflow.report.html;
