/** The study of one job and what to change in it: which trials there are, and which is the best. */
package normflow.study.search;
