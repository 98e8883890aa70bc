/** Names, numbers and texts as people meet them: rounded, cut short, hidden, or mistyped. */
package normflow.text;
