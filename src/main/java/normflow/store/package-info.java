/** What lies in the folder of a model: parameters, provenance, metrics, snapshots. */
package normflow.store;
