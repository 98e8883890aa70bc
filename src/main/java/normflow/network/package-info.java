/** The networks that give layers their parameters, as SameDiff operations. */
package normflow.network;
