/** A trained flow as a value, and the bytes that it is kept in. */
package normflow.model;
