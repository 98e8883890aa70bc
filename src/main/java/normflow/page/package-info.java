/** Every page: what is read and drawn for it, and in what order it is told. */
package normflow.page;
