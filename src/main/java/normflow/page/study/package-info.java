/** Pages of sweeps and benchmarks. */
package normflow.page.study;
