/** Names and texts as people meet them: those mistyped, those too long, and those to be hidden. */
package normflow.names;
