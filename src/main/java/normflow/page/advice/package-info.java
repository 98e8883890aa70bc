/** What to begin with: a table's first job, and what a job will take before it is run. */
package normflow.page.advice;
