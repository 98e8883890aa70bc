/** Which axes of a study decide how good a trial is. */
package normflow.study.importance;
