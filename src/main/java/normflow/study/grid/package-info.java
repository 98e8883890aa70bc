/** The study of every flow on every data set: trained, measured, put into tables and a picture. */
package normflow.study.grid;
