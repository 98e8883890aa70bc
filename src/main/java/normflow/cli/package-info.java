/** The command line: one thin command a file, and the pages that they write. */
package normflow.cli;
