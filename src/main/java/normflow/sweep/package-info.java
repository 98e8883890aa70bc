/** Many trainings of one kind: trials, how they share the cluster, and which is the best. */
package normflow.sweep;
