/**
 * Files of any of Hadoop's file systems: written whole or not at all, claimed by one run at a time.
 */
package normflow.storage;
