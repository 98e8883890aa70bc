/** What commands say: results, progress and errors, for people and for programs. */
package normflow.cli.console;
