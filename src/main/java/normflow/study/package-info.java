/** Many training jobs, each with its result in a file: what is left is done, in any order. */
package normflow.study;
