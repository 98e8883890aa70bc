/** Random numbers that depend on what they are for, never on who draws them or when. */
package normflow.random;
