/** Options that several commands have, and the files that their values name. */
package normflow.cli.option;
