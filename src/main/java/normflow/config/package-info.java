/** What a user writes: job files, read strictly. */
package normflow.config;
