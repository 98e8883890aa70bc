/** The pages: what is read and drawn for each, and in what order it is told. */
package normflow.page;
