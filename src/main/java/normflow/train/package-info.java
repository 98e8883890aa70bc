/** Maximum likelihood training; knows no cluster. */
package normflow.train;
