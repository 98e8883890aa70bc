/** Every flow on every data set: trained, measured, put into tables and one picture. */
package normflow.benchmark;
