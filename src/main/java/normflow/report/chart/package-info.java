/** The pictures of densities, samples, layers, calibration, training and sweeps. */
package normflow.report.chart;
