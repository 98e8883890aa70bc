/** What a search that learns tries next: densities of good trials and of others. */
package normflow.study.search.propose;
