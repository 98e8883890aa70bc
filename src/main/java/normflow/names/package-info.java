/** Help for those who mistype a name. */
package normflow.names;
