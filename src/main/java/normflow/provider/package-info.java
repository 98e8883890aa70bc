/** What users bring along in jars of their own, found as {@link java.util.ServiceLoader} does. */
package normflow.provider;
